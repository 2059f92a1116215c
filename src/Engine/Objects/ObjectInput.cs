using System.IO.Hashing;

namespace Graft.Engine.Objects;

/// <summary>An object file in memory, not yet read: enough to see that it did not change.</summary>
public sealed class ObjectInput
{
    /// <summary>Takes an object file.</summary>
    /// <param name="name">Name of the unit: the object's file name.</param>
    /// <param name="bytes">The object file; must not change afterwards.</param>
    /// <param name="path">Its place for messages; the name if null.</param>
    public ObjectInput(string name, ReadOnlyMemory<byte> bytes, string? path = null)
        : this(name, bytes, path, null)
    {
    }

    internal ObjectInput(string name, ReadOnlyMemory<byte> bytes, string? path, UInt128? digest)
    {
        Name = name;
        Path = path ?? name;
        Bytes = bytes;
        Digest = digest ?? XxHash128.HashToUInt128(bytes.Span);
    }

    /// <summary>Name of the unit, unique in its module.</summary>
    public string Name { get; }

    /// <summary>The file, for messages; <c>archive(member)</c> for an archive's member.</summary>
    public string Path { get; }

    /// <summary>The object file.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Digest of <see cref="Bytes"/>.</summary>
    public UInt128 Digest { get; }

    /// <summary>The same object under another place for messages, such as the source that it was compiled from.</summary>
    public ObjectInput WithPath(string path) => new(Name, Bytes, path, Digest);

    /// <summary>What <see cref="ObjectReader"/> made of it, if that was needed to choose archive members; else null.</summary>
    internal ObjectUnit? Unit { get; set; }
}
