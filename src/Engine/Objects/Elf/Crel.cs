using System.Runtime.InteropServices;

namespace Graft.Engine.Objects.Elf;

/// <summary>
/// Reads compact relocations (SHT_CREL, as <c>clang -Wa,--crel</c> writes them): a header, then for each entry what differs from the
/// one before. The header is a ULEB128 of the count, times 8, plus 4 if there are addends, plus the scale of offsets. An entry
/// begins with a byte of flags (1: symbol, 2: type, 4: addend follow as SLEB128) and, above them, the first bits of the
/// offset's difference; more follow as ULEB128 if its greatest bit is set.
/// </summary>
internal ref struct Crel(ReadOnlySpan<byte> bytes)
{
    private const int AddendFlag = 4;

    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Reads a whole section into a table of <see cref="ObjectRelocation"/>; false if it contradicts itself.</summary>
    /// <param name="table">The table.</param>
    /// <param name="hasAddends">Whether the addends stand here, not in the relocated fields.</param>
    public bool TryRead(out byte[] table, out bool hasAddends)
    {
        (table, hasAddends) = ([], false);
        if (!TryReadUnsigned(out ulong header) || header / 8 > (ulong)_rest.Length || header / 8 > (ulong)Array.MaxLength / ObjectRelocation.Size)
            return false; // An entry has at least one byte.
        hasAddends = (header & AddendFlag) != 0;
        int flagBits = hasAddends ? 3 : 2;
        int scale = (int)(header & 3);
        table = new byte[(int)(header / 8) * ObjectRelocation.Size];
        ulong offset = 0, symbol = 0, type = 0, addend = 0;
        foreach (ref var relocation in MemoryMarshal.Cast<byte, ObjectRelocation>(table.AsSpan()))
        {
            if (_rest.IsEmpty)
                return false;
            byte first = _rest[0];
            _rest = _rest[1..];
            offset += (ulong)(first >> flagBits);
            if (first >= 0x80)
            {
                if (!TryReadUnsigned(out ulong more))
                    return false;
                offset += (more << (7 - flagBits)) - (0x80ul >> flagBits);
            }

            if (((first & 1) != 0 && !TryAddSigned(ref symbol))
                || ((first & 2) != 0 && !TryAddSigned(ref type))
                || (hasAddends && (first & AddendFlag) != 0 && !TryAddSigned(ref addend)))
                return false;
            relocation = new(offset << scale, (uint)type, (uint)symbol, (long)addend);
        }

        return _rest.IsEmpty;
    }

    private bool TryReadUnsigned(out ulong value) => TryReadBits(out value, out _, out _);

    private bool TryAddSigned(ref ulong value)
    {
        if (!TryReadBits(out ulong difference, out int width, out bool isNegative))
            return false;
        if (isNegative && width < 64)
            difference |= ulong.MaxValue << width;
        value += difference;
        return true;
    }

    /// <summary>Seven bits in each byte, the lowest first; the greatest bit says that more follow (DWARF, 7.6).</summary>
    private bool TryReadBits(out ulong value, out int width, out bool isNegative)
    {
        (value, width, isNegative) = (0, 0, false);
        while (!_rest.IsEmpty && width < 70)
        {
            byte next = _rest[0];
            _rest = _rest[1..];
            value |= (ulong)(next & 0x7F) << width;
            width += 7;
            isNegative = (next & 0x40) != 0;
            if (next < 0x80)
                return true;
        }

        return false;
    }
}
