using System.Text;
using Graft.Engine.Collections;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>
/// The string table of an object that is written, of sections' and symbols' names alike: the empty name, the file, the blocks' strings, wants, then the
/// names of tables.
/// </summary>
internal sealed class StringTable
{
    private static readonly byte[] GroupSuffix = ".group\0"u8.ToArray();

    private readonly CanonicalObject _object;
    private readonly CanonicalLayout _layout;
    private readonly int[] _blocks;
    private readonly int[] _wants;
    private readonly List<int> _tables = [];

    public StringTable(CanonicalObject merged, CanonicalLayout layout)
    {
        _object = merged;
        _layout = layout;
        _blocks = new int[merged.Blocks.Length];
        _wants = new int[layout.Wants.Count];
        int position = (int)FileName + (merged.FileName.IsEmpty ? 0 : merged.FileName.Length + 1);
        for (int i = 0; i < _blocks.Length; i++)
        {
            _blocks[i] = position;
            position += merged.Blocks[i].Strings.Bytes.Length;
        }

        for (int i = 0; i < _wants.Length; i++)
        {
            _wants[i] = position;
            position += layout.Wants[i].Name.Name.Length + 1;
        }

        GroupName = (uint)position;
    }

    /// <summary>Name of the source file.</summary>
    public static uint FileName => 1;

    /// <summary>Name of all groups.</summary>
    public uint GroupName { get; }

    /// <summary>Name of a block's section.</summary>
    public uint OfSection(int block, int section) => (uint)(_blocks[block] + _object.Blocks[block].Strings.OfSection(section));

    /// <summary>Name of the relocations of a block's section.</summary>
    public uint OfRelocations(int block, int section) => (uint)(_blocks[block] + _object.Blocks[block].Strings.OfRelocations(section));

    /// <summary>Name of a block's symbol.</summary>
    public uint OfSymbol(int block, int symbol) => (uint)(_blocks[block] + _object.Blocks[block].Strings.OfSymbol(symbol));

    /// <summary>Name of a want.</summary>
    public uint OfWant(int want) => (uint)_wants[want];

    /// <summary>Name of a table, once the bytes were made.</summary>
    public uint OfTable(int table) => (uint)_tables[table];

    /// <summary>Makes the bytes: for tables that are there and for itself.</summary>
    public byte[] ToArray(List<CanonicalTables.Table> tables)
    {
        using var bytes = new PooledList<byte>();
        bytes.Add(0);
        if (!_object.FileName.IsEmpty)
        {
            bytes.AddRange(_object.FileName.Span);
            bytes.Add(0);
        }

        foreach (var block in _object.Blocks)
            bytes.AddRange(block.Strings.Bytes);
        foreach (var want in _layout.Wants)
        {
            bytes.AddRange(want.Name.Name.Span);
            bytes.Add(0);
        }

        if (_layout.Groups.Count > 0)
            bytes.AddRange(GroupSuffix);
        foreach (var table in tables)
            AddTable(bytes, table.Name);
        AddTable(bytes, ".strtab");
        return bytes.AsSpan().ToArray();
    }

    private void AddTable(PooledList<byte> bytes, string name)
    {
        _tables.Add(bytes.Count);
        bytes.AddRange(Encoding.UTF8.GetBytes(name));
        bytes.Add(0);
    }
}
