using System.Buffers.Binary;
using Graft.Engine.Collections;
using Graft.Engine.Objects.Elf;

namespace Graft.Engine.Objects;

/// <summary>A record of <c>.eh_frame</c>: a function's frame (FDE), or what several have in common (CIE).</summary>
/// <param name="Start">Where it begins in its section.</param>
/// <param name="Size">Its size in bytes, with the length that it begins with.</param>
/// <param name="Common">Number of the CIE that a frame belongs to; a CIE's own number.</param>
/// <param name="Function">Index of the section that a frame's function lies in; 0 for a CIE.</param>
internal readonly record struct FrameRecord(int Start, int Size, int Common, int Function);

/// <summary>
/// The records of a unit's <c>.eh_frame</c> (LSB Core, "Exception Frames"). A frame lives and dies with its function, which its
/// first relocation names; a CIE with its frames.
/// </summary>
internal sealed class FrameRecords : IDisposable
{
    /// <summary>Where a frame says, relative to itself, where its CIE begins, and where its function's address follows.</summary>
    private const int IdOffset = 4, FunctionOffset = 8;

    private readonly PooledList<FrameRecord> _records = new();

    private FrameRecords()
    {
    }

    /// <summary>The records, in the section's order.</summary>
    public PooledList<FrameRecord> Records => _records;

    /// <summary>Reads a section; null if it contradicts itself.</summary>
    public static FrameRecords? TryRead(ObjectUnit unit, in ObjectSection section)
    {
        var frames = new FrameRecords();
        if (!frames.TryReadRecords(section.Bytes.Span))
        {
            frames.Dispose();
            return null;
        }

        int number = -1;
        foreach (ref readonly var relocation in section.Relocations)
        {
            number = frames.NumberAt((int)relocation.Offset, number);
            if (number < 0)
                continue; // After the end that a terminator makes.
            var record = frames._records[number];
            if ((int)relocation.Offset + X64Relocations.FieldWidth(relocation.Type) > record.Start + record.Size)
            {
                frames.Dispose();
                return null;
            }

            if (frames.NamesFunction(number, relocation))
                frames._records[number] = record with { Function = Math.Max(unit.Symbols.AsSpan()[(int)relocation.Symbol].Section, 0) };
        }

        return frames;
    }

    /// <inheritdoc/>
    public void Dispose() => _records.Dispose();

    /// <summary>Whether a relocation of a record is the address of its function.</summary>
    public bool NamesFunction(int number, in ObjectRelocation relocation) =>
        _records[number].Common != number && (int)relocation.Offset - _records[number].Start == FunctionOffset;

    /// <summary>Number of the record that holds an offset; -1 if none does. Relocations mostly rise: their records need no search.</summary>
    /// <param name="offset">The offset.</param>
    /// <param name="last">The record that was found last, which this one or the next is likely to be; -1 if none was.</param>
    public int NumberAt(int offset, int last)
    {
        for (int guess = Math.Max(last, 0); guess <= last + 1 && guess < _records.Count; guess++)
        {
            ref var record = ref _records[guess];
            if (offset >= record.Start && offset < record.Start + record.Size)
                return guess;
        }

        int low = 0, high = _records.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_records[middle].Start <= offset)
                low = middle + 1;
            else
                high = middle;
        }

        return low > 0 && offset < _records[low - 1].Start + _records[low - 1].Size ? low - 1 : -1;
    }

    private bool TryReadRecords(ReadOnlySpan<byte> bytes)
    {
        Dictionary<int, int> commons = [];
        int start = 0;
        while (start <= bytes.Length - sizeof(uint))
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[start..]);
            if (length == 0)
                return true;
            if (length < FunctionOffset - IdOffset || length > bytes.Length - start - sizeof(uint))
                return false;
            int common = _records.Count;
            int id = BinaryPrimitives.ReadInt32LittleEndian(bytes[(start + IdOffset)..]);
            if (id == 0)
                commons.Add(start, common);
            else if (!commons.TryGetValue(start + IdOffset - id, out common))
                return false;
            int size = (int)length + sizeof(uint);
            _records.Add(new(start, size, common, 0));
            start += size;
        }

        return start == bytes.Length;
    }
}
