namespace Graft.Engine.Objects;

/// <summary>An object file in memory, not yet read: enough to see that it did not change.</summary>
public sealed class ObjectInput
{
    /// <summary>Takes an object file.</summary>
    /// <param name="name">Name of the unit: the object's file name.</param>
    /// <param name="bytes">The object file; must not change afterwards.</param>
    /// <param name="path">Its place for messages; the name if null.</param>
    public ObjectInput(string name, ReadOnlyMemory<byte> bytes, string? path = null)
        : this(name, new UnitContents(bytes), path)
    {
    }

    internal ObjectInput(string name, UnitContents contents, string? path)
    {
        Name = name;
        Path = path ?? name;
        Contents = contents;
    }

    /// <summary>Name of the unit, unique in its module.</summary>
    public string Name { get; }

    /// <summary>The file, for messages; <c>archive(member)</c> for an archive's member.</summary>
    public string Path { get; }

    /// <summary>The object file. Of one among many that a load reads it is not there all the time.</summary>
    public ReadOnlyMemory<byte> Bytes => Contents.All;

    /// <summary>Digest of <see cref="Bytes"/>.</summary>
    public UInt128 Digest => Contents.Digest;

    /// <summary>The same object under another place for messages, such as the source that it was compiled from.</summary>
    public ObjectInput WithPath(string path) => new(Name, Contents, path);

    internal UnitContents Contents { get; }

    /// <summary>What <see cref="ObjectReader"/> made of it, if it has been asked already: to choose archive members, or while the file was in memory.</summary>
    internal ObjectUnit? Unit { get; set; }
}
