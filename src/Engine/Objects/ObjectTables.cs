using Graft.Protocol;

namespace Graft.Engine.Objects;

/// <summary>
/// The tables of an object file, which the records of its sections and symbols look up where they lie: nothing is said twice. All that is asked for
/// has been checked by the format's reader. Thread-safe once the unit is read.
/// </summary>
internal abstract class ObjectTables
{
    /// <summary>Name of a section.</summary>
    public abstract Utf8Name NameOfSection(int section);

    /// <summary>Size of a section in bytes.</summary>
    public abstract ulong SizeOfSection(int section);

    /// <summary>Alignment of a section, at least 1.</summary>
    public abstract ulong AlignmentOf(int section);

    /// <summary>Content of a section; empty if it has none in the file.</summary>
    public abstract ReadOnlyMemory<byte> BytesOf(int section);

    /// <summary>Relocations of a section, by the number of their table.</summary>
    public abstract ReadOnlyMemory<byte> RelocationTable(int table);

    /// <summary>Size of an entry of a section whose equal entries may be merged.</summary>
    public abstract ulong EntrySizeOf(int section);

    /// <summary>The section that a section goes with.</summary>
    public abstract int LinkOf(int section);

    /// <summary>Name of a symbol, of which so many bytes count.</summary>
    public abstract Utf8Name NameOfSymbol(int symbol, int length);

    /// <summary>Value of a symbol.</summary>
    public abstract ulong ValueOf(int symbol);

    /// <summary>Size of a symbol.</summary>
    public abstract ulong SizeOf(int symbol);

    /// <summary>What the object's notes say of a symbol, by so many bytes of its name; empty if nothing.</summary>
    public abstract Utf8Name SignatureOf(int symbol, int length);
}
