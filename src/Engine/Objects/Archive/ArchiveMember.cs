namespace Graft.Engine.Objects.Archive;

/// <summary>A file in an archive.</summary>
/// <param name="Name">Its name, without folders.</param>
/// <param name="Offset">Where its header begins in the archive: what the symbol index knows it by.</param>
/// <param name="Bytes">Its content; empty if it lies beside a thin archive.</param>
/// <param name="File">The file that is the member of a thin archive; null if the archive holds it.</param>
public readonly record struct ArchiveMember(string Name, int Offset, ReadOnlyMemory<byte> Bytes, string? File);
