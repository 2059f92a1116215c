using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>The section <c>.eh_frame</c> of an object that is written: records in the order of blocks, a CIE before the first record that needs it.</summary>
internal sealed class FrameTable
{
    private const int IdOffset = 4;

    private readonly List<(CommonFrame Frame, int Start)> _commons;

    /// <summary>By block: where its records and their relocations begin.</summary>
    private readonly (int Size, int Relocations)[] _starts;

    private FrameTable(FrameTable other) =>
        (_commons, _starts, Bytes, Relocations) = (other._commons, other._starts, [.. other.Bytes], [.. other.Relocations]);

    /// <summary>Makes room for an object's records.</summary>
    public FrameTable(CanonicalObject merged)
    {
        _commons = [];
        _starts = new (int, int)[merged.Blocks.Length];
        int size = 0, relocations = 0;
        for (int i = 0; i < _starts.Length; i++)
        {
            _starts[i] = (size, relocations);
            foreach (ref readonly var frame in merged.Blocks[i].Frames.AsSpan())
                Measure(frame, ref size, ref relocations);
        }

        Bytes = new byte[size];
        Relocations = new byte[relocations * ObjectRelocation.Size];
    }

    /// <summary>The records, once they are filled in.</summary>
    public byte[] Bytes { get; }

    /// <summary>Their relocations, as in a file.</summary>
    public byte[] Relocations { get; }

    /// <summary>Fills the table in.</summary>
    public void Fill(CanonicalObject merged, CanonicalLayout layout)
    {
        for (int i = 0; i < _starts.Length; i++)
            Fill(merged, layout, i);
    }

    /// <summary>The table of an object that has others in the place of some blocks; null if their records do not fit there.</summary>
    /// <param name="merged">The object.</param>
    /// <param name="before">The one that this is the table of.</param>
    /// <param name="changed">The blocks.</param>
    /// <param name="layout">The numbers of both.</param>
    public FrameTable? With(CanonicalObject merged, CanonicalObject before, List<int> changed, CanonicalLayout layout)
    {
        if (!changed.TrueForAll(block => Fit(merged.Blocks[block].Frames, before.Blocks[block].Frames)))
            return null;
        var table = new FrameTable(this);
        foreach (int block in changed)
            table.Fill(merged, layout, block);
        return table;
    }

    private static bool Fit(BlockFrame[] frames, BlockFrame[] before)
    {
        bool fit = frames.Length == before.Length;
        for (int i = 0; fit && i < frames.Length; i++)
        {
            fit = frames[i].Bytes.Length == before[i].Bytes.Length && frames[i].RelocationCount == before[i].RelocationCount
                && frames[i].Common.IsSame(before[i].Common);
        }

        return fit;
    }

    private void Measure(in BlockFrame frame, ref int size, ref int relocations)
    {
        if (FindCommon(frame.Common) < 0)
        {
            _commons.Add((frame.Common, size));
            size += frame.Common.Bytes.Length;
            relocations += frame.Common.Relocations.Length;
        }

        size += frame.Bytes.Length;
        relocations += frame.RelocationCount;
    }

    private void Fill(CanonicalObject merged, CanonicalLayout layout, int index)
    {
        var block = merged.Blocks[index];
        var (position, next) = _starts[index];
        var target = MemoryMarshal.Cast<byte, ObjectRelocation>(Relocations.AsSpan());
        int relocation = 0;
        foreach (ref readonly var frame in block.Frames.AsSpan())
        {
            int common = FindCommon(frame.Common);
            if (common == position)
            {
                Write(merged, layout, frame.Common, position, target[next..]);
                position += frame.Common.Bytes.Length;
                next += frame.Common.Relocations.Length;
            }

            frame.Bytes.Span.CopyTo(Bytes.AsSpan(position));
            BinaryPrimitives.WriteInt32LittleEndian(Bytes.AsSpan(position + IdOffset), position + IdOffset - common);
            var relocations = block.FrameRelocations.AsSpan(relocation, frame.RelocationCount);
            RelocationWriter.Write(relocations, target[next..], layout, block, index, (ulong)position);
            position += frame.Bytes.Length;
            next += frame.RelocationCount;
            relocation += frame.RelocationCount;
        }
    }

    private void Write(CanonicalObject merged, CanonicalLayout layout, CommonFrame common, int position, Span<ObjectRelocation> target)
    {
        common.Bytes.Span.CopyTo(Bytes.AsSpan(position));
        for (int i = 0; i < common.Relocations.Length; i++)
        {
            ref readonly var relocation = ref common.Relocations[i];
            uint symbol = (uint)layout.SymbolOf[merged.Space.Find(common.Names[i].Name)];
            target[i] = new(relocation.Offset + (ulong)position, relocation.Type, symbol, relocation.Addend);
        }
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
