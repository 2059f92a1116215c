using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>The section <c>.eh_frame</c> of an object that is written: records in the order of blocks, a CIE before the first record that needs it.</summary>
internal sealed class FrameTable
{
    private const int IdOffset = 4;

    private readonly List<(CommonFrame Frame, int Start)> _commons = [];
    private int _size;
    private int _relocations;

    private FrameTable()
    {
    }

    /// <summary>The records.</summary>
    public byte[] Bytes { get; private set; } = [];

    /// <summary>Their relocations, as in a file.</summary>
    public byte[] Relocations { get; private set; } = [];

    /// <summary>Makes the table.</summary>
    public static FrameTable Make(CanonicalObject merged, CanonicalLayout layout)
    {
        var table = new FrameTable();
        foreach (var block in merged.Blocks)
        {
            foreach (ref readonly var frame in block.Frames.AsSpan())
                table.Measure(frame);
        }

        table.Bytes = new byte[table._size];
        table.Relocations = new byte[table._relocations * ObjectRelocation.Size];
        (table._size, table._relocations) = (0, 0);
        table._commons.Clear();
        for (int i = 0; i < merged.Blocks.Length; i++)
        {
            var block = merged.Blocks[i];
            int relocation = 0;
            foreach (ref readonly var frame in block.Frames.AsSpan())
            {
                table.Write(merged, layout, i, frame, block.FrameRelocations.AsSpan(relocation, frame.RelocationCount));
                relocation += frame.RelocationCount;
            }
        }

        return table;
    }

    private void Measure(in BlockFrame frame)
    {
        if (FindCommon(frame.Common) < 0)
        {
            _commons.Add((frame.Common, _size));
            _size += frame.Common.Bytes.Length;
            _relocations += frame.Common.Relocations.Length;
        }

        _size += frame.Bytes.Length;
        _relocations += frame.RelocationCount;
    }

    private void Write(CanonicalObject merged, CanonicalLayout layout, int index, in BlockFrame frame, ReadOnlySpan<ObjectRelocation> relocations)
    {
        int common = FindCommon(frame.Common);
        if (common < 0)
        {
            common = _size;
            _commons.Add((frame.Common, common));
            WriteCommon(merged, layout, frame.Common);
        }

        frame.Bytes.Span.CopyTo(Bytes.AsSpan(_size));
        BinaryPrimitives.WriteInt32LittleEndian(Bytes.AsSpan(_size + IdOffset), _size + IdOffset - common);
        var target = MemoryMarshal.Cast<byte, ObjectRelocation>(Relocations.AsSpan())[_relocations..];
        RelocationWriter.Write(relocations, target, layout, merged.Blocks[index], index, (ulong)_size);
        _relocations += relocations.Length;
        _size += frame.Bytes.Length;
    }

    private void WriteCommon(CanonicalObject merged, CanonicalLayout layout, CommonFrame common)
    {
        common.Bytes.Span.CopyTo(Bytes.AsSpan(_size));
        var target = MemoryMarshal.Cast<byte, ObjectRelocation>(Relocations.AsSpan());
        for (int i = 0; i < common.Relocations.Length; i++)
        {
            ref readonly var relocation = ref common.Relocations[i];
            uint symbol = (uint)layout.SymbolOf[merged.Space.Find(common.Names[i].Name)];
            target[_relocations++] = new(relocation.Offset + (ulong)_size, relocation.Type, symbol, relocation.Addend);
        }

        _size += common.Bytes.Length;
    }

    private int FindCommon(CommonFrame frame)
    {
        foreach (var (known, start) in _commons)
        {
            if (known.IsSame(frame))
                return start;
        }

        return -1;
    }
}
