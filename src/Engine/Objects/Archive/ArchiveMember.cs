namespace Graft.Engine.Objects.Archive;

/// <summary>A file in an archive.</summary>
/// <param name="Name">Its name, without folders.</param>
/// <param name="Bytes">Its content.</param>
public readonly record struct ArchiveMember(string Name, ReadOnlyMemory<byte> Bytes);
