using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>The section <c>.eh_frame</c> of an object that is written: records in the order of blocks, a CIE before the first record that needs it.</summary>
internal sealed class FrameTable
{
    private const int IdOffset = 4;

    private readonly List<(CommonFrame Frame, int Start)> _commons = [];
    private readonly CanonicalObject _merged;
    private int _size;
    private int _relocations;

    /// <summary>Makes room for an object's records.</summary>
    public FrameTable(CanonicalObject merged)
    {
        _merged = merged;
        foreach (var block in merged.Blocks)
        {
            foreach (ref readonly var frame in block.Frames.AsSpan())
                Measure(frame);
        }

        Bytes = new byte[_size];
        Relocations = new byte[_relocations * ObjectRelocation.Size];
    }

    /// <summary>The records, once they are filled in.</summary>
    public byte[] Bytes { get; }

    /// <summary>Their relocations, as in a file.</summary>
    public byte[] Relocations { get; }

    /// <summary>Fills the table in.</summary>
    public void Fill(CanonicalLayout layout)
    {
        (_size, _relocations) = (0, 0);
        _commons.Clear();
        for (int i = 0; i < _merged.Blocks.Length; i++)
        {
            var block = _merged.Blocks[i];
            int relocation = 0;
            foreach (ref readonly var frame in block.Frames.AsSpan())
            {
                Write(_merged, layout, i, frame, block.FrameRelocations.AsSpan(relocation, frame.RelocationCount));
                relocation += frame.RelocationCount;
            }
        }
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
