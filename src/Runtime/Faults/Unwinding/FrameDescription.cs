namespace Graft;

/// <summary>How to leave a function: its FDE with what its CIE says (DWARF 5, 6.4.1; LSB 5.0, "Exception Frames").</summary>
internal sealed class FrameDescription
{
    private const byte Relative = 0x10; // DW_EH_PE_pcrel
    private const byte Signed = 0x08;

    private int _start;
    private byte _encoding;

    /// <summary>Its first address.</summary>
    public ulong Start { get; private set; }

    /// <summary>Its bytes of code.</summary>
    public ulong Size { get; private set; }

    /// <summary>What an advance counts in.</summary>
    public ulong CodeAlignment { get; private set; }

    /// <summary>What offsets count in.</summary>
    public long DataAlignment { get; private set; }

    /// <summary>Number of the column that holds the return address.</summary>
    public ulong ReturnColumn { get; private set; }

    /// <summary>Whether it is the kernel's frame of a signal: its address is one of an instruction, not behind a call.</summary>
    public bool IsSignalFrame { get; private set; }

    /// <summary>The instructions that all functions of the CIE begin with.</summary>
    public byte[] Common { get; private set; } = [];

    /// <summary>The function's own.</summary>
    public byte[] Own { get; private set; } = [];

    /// <summary>Looks through a list of records for the function that an address lies in.</summary>
    /// <param name="list">The list, sound as <see cref="FrameCheck"/> wants it.</param>
    /// <param name="address">Its address.</param>
    /// <param name="place">The address that is looked for.</param>
    public static FrameDescription? Find(ReadOnlySpan<byte> list, ulong address, ulong place)
    {
        FrameDescription? common = null;
        for (int start = 0; ;)
        {
            var rest = new FrameCursor(list[start..]);
            uint length = rest.UInt32();
            if (length == 0 || length > (uint)rest.Left)
                return null;
            int record = start + sizeof(uint);
            var body = new FrameCursor(list.Slice(record, (int)length));
            uint id = body.UInt32();
            if (id != 0)
            {
                int wanted = record - (int)id;
                if (common?._start != wanted)
                    common = ReadCommon(list, wanted);
                if (common is null)
                    return null;
                if (common.TryReadFunction(ref body, address + (ulong)record + sizeof(uint), place))
                    return common;
            }

            start = record + (int)length;
        }
    }

    /// <summary>Reads the record at an address of this process's memory that a search table leads to.</summary>
    /// <param name="address">Address of the FDE.</param>
    /// <param name="place">The address that is looked for.</param>
    public static unsafe FrameDescription? Read(ulong address, ulong place)
    {
        uint length = *(uint*)address;
        uint id = *(uint*)(address + sizeof(uint));
        ulong commonAddress = address + sizeof(uint) - id;
        var common = ReadCommon(new((void*)commonAddress, (int)(*(uint*)commonAddress + sizeof(uint))), 0);
        var body = new FrameCursor(new((void*)(address + (2 * sizeof(uint))), (int)length - sizeof(uint)));
        return common is not null && common.TryReadFunction(ref body, address + (2 * sizeof(uint)), place) ? common : null;
    }

    private static FrameDescription? ReadCommon(ReadOnlySpan<byte> list, int start)
    {
        var rest = new FrameCursor(list[start..]);
        var body = new FrameCursor(rest.Bytes((int)rest.UInt32()));
        _ = body.UInt32();
        byte version = body.Byte();
        var augmentation = body.Text();
        var common = new FrameDescription
        {
            _start = start,
            CodeAlignment = body.UnsignedLeb128(),
            DataAlignment = body.SignedLeb128(),
            ReturnColumn = version == 1 ? body.Byte() : body.UnsignedLeb128(),
        };
        if (augmentation is [(byte)'z', ..])
        {
            var data = new FrameCursor(body.Bytes((int)body.UnsignedLeb128()));
            foreach (byte letter in augmentation[1..])
                common.ReadAugmentation(letter, ref data);
        }

        common.Common = body.Rest.ToArray();
        return body.IsWhole ? common : null;
    }

    private void ReadAugmentation(byte letter, ref FrameCursor data)
    {
        switch (letter)
        {
            case (byte)'R':
                _encoding = data.Byte();
                break;
            case (byte)'L':
                data.Byte();
                break;
            case (byte)'P':
                data.Bytes(SizeOf(data.Byte()));
                break;
            case (byte)'S':
                IsSignalFrame = true;
                break;
        }
    }

    private bool TryReadFunction(ref FrameCursor body, ulong field, ulong place)
    {
        int size = SizeOf(_encoding);
        Start = body.Value(size, (_encoding & Signed) != 0);
        if (Start != 0 && (_encoding & 0x70) == Relative)
            Start += field;
        Size = body.Value(size, isSigned: false);
        if (!body.IsWhole || place - Start >= Size)
            return false;
        body.Bytes((int)body.UnsignedLeb128()); // augmentation data: the language's own
        Own = body.Rest.ToArray();
        return body.IsWhole;
    }

    private static int SizeOf(byte encoding) => (encoding & 0x07) switch
    {
        0x02 => sizeof(ushort),
        0x03 => sizeof(uint),
        _ => sizeof(ulong),
    };
}
