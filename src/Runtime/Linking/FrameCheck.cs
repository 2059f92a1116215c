using Graft.Protocol;

namespace Graft;

/// <summary>
/// Whether an unwinder can read a list of frames (LSB 5.0, "Exception Frames"). It reads those of all modules whenever anybody throws,
/// without any bound and ending the process at what it does not know: so a list that is not whole must not be registered.
/// </summary>
/// <param name="bytes">The list, with the zero word that ends it.</param>
/// <param name="address">Its address.</param>
/// <param name="code">Where functions may lie that it describes.</param>
internal readonly ref struct FrameCheck(ReadOnlySpan<byte> bytes, ulong address, AddressRange code)
{
    private const int PointerSize = sizeof(ulong);
    private const byte Relative = 0x10; // DW_EH_PE_pcrel
    private const byte Omitted = 0xFF;  // DW_EH_PE_omit

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>What is wrong, with its offset; null if nothing is.</summary>
    public string? FindDefect()
    {
        // The offset of each CIE, and how its FDEs write addresses.
        var encodings = new Dictionary<int, byte>();
        for (int start = 0; ;)
        {
            var rest = new FrameCursor(_bytes[start..]);
            uint length = rest.UInt32();
            if (!rest.IsWhole)
                return "it does not end with a zero word";
            if (length == 0)
                return null;
            int record = start + sizeof(uint);
            if (length < sizeof(uint) || length > (uint)(_bytes.Length - record)) // the length of 64-bit DWARF, 0xffffffff, is always too long
                return $"the record at {start} has a length of {length}";
            var body = new FrameCursor(_bytes.Slice(record, (int)length));
            uint id = body.UInt32();
            bool isSound = id == 0
                ? TryReadCommon(ref body, out byte encoding) && encodings.TryAdd(start, encoding)
                : encodings.TryGetValue(unchecked(record - (int)id), out encoding) && IsFunction(ref body, record, encoding);
            if (!isSound || !body.IsWhole)
                return $"the {(id == 0 ? "CIE" : "FDE")} at {start} is none that an unwinder can read";
            start = record + (int)length;
        }
    }

    private static bool TryReadCommon(ref FrameCursor body, out byte encoding)
    {
        encoding = 0; // DW_EH_PE_absptr
        byte version = body.Byte();
        var augmentation = body.Text();
        body.Leb128();
        body.Leb128();
        if (version == 1)
            body.Byte();
        else
            body.Leb128();
        if (version is not (1 or 3) || (augmentation.Length > 0 && augmentation[0] != 'z'))
            return false;
        if (augmentation.IsEmpty)
            return true;
        body.Leb128();
        foreach (byte letter in augmentation[1..])
        {
            switch (letter)
            {
                case (byte)'R':
                    encoding = body.Byte();
                    break;
                case (byte)'L':
                    body.Byte();
                    break;
                case (byte)'P':
                    body.Skip(SizeOf(body.Byte()));
                    break;
                case (byte)'S' or (byte)'B':
                    break;
                default:
                    return false;
            }
        }

        return SizeOf(encoding) > 0 && encoding is < Relative or (>= Relative and < 2 * Relative);
    }

    // A frame of a function that was left out begins at 0, which unwinders skip.
    private bool IsFunction(ref FrameCursor body, int record, byte encoding)
    {
        int size = SizeOf(encoding);
        ulong place = address + (ulong)record + sizeof(uint);
        ulong begin = body.Value(size, isSigned: (encoding & 0x08) != 0);
        ulong length = body.Value(size, isSigned: false);
        if (begin == 0)
            return true;
        if ((encoding & 0x70) == Relative)
            begin += place;
        return code.Contains(new AddressRange(begin, length));
    }

    // Bytes of an encoded pointer; 0 if the unwinder knows no such encoding.
    private static int SizeOf(byte encoding) => encoding == Omitted ? 0 : (encoding & 0x0F) switch
    {
        0x00 or 0x04 or 0x0C => PointerSize,
        0x02 or 0x0A => sizeof(ushort),
        0x03 or 0x0B => sizeof(uint),
        _ => 0,
    };
}
