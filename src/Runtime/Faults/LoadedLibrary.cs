using System.Buffers.Binary;
using Graft.Protocol;

namespace Graft;

/// <summary>A library of the process, or its program.</summary>
/// <param name="Name">File name without its folder; empty for the program.</param>
/// <param name="Base">Where it was loaded.</param>
/// <param name="Code">Its executable parts.</param>
/// <param name="FrameHeader">Address of its <c>.eh_frame_hdr</c>; 0 if it has none.</param>
/// <param name="IsManaged">Whether it is .NET's engine, or holds managed code: its frames cannot be left out.</param>
internal sealed record LoadedLibrary(string Name, ulong Base, AddressRange[] Code, ulong FrameHeader, bool IsManaged)
{
    /// <summary>Whether an address is one of its code.</summary>
    public bool Contains(ulong address) => Array.Exists(Code, range => range.Contains(address));

    /// <summary>How a frame is left at an address of its code; null if nobody knows.</summary>
    public FrameRow? RowAt(ulong place)
    {
        ulong description = FindDescription(place);
        return description != 0 && FrameDescription.Read(description, place) is { } function ? FrameRow.At(function, place) : null;
    }

    // The table of LSB 5.0, "The .eh_frame_hdr section": pairs of first address and FDE, counted from the header, in rising order.
    private unsafe ulong FindDescription(ulong place)
    {
        const byte Version = 1;
        const byte FramePointerEncoding = 0x1B; // DW_EH_PE_pcrel | DW_EH_PE_sdata4
        const byte CountEncoding = 0x03;        // DW_EH_PE_udata4
        const byte TableEncoding = 0x3B;        // DW_EH_PE_datarel | DW_EH_PE_sdata4
        const int TableOffset = 12;
        if (FrameHeader == 0 || new ReadOnlySpan<byte>((void*)FrameHeader, 4) is not [Version, FramePointerEncoding, CountEncoding, TableEncoding])
            return 0;
        int count = *(int*)(FrameHeader + 8);
        var table = new ReadOnlySpan<byte>((void*)(FrameHeader + TableOffset), count * 2 * sizeof(int));
        long wanted = (long)(place - FrameHeader);
        int low = 0;
        for (int high = count; low < high;)
        {
            int middle = (low + high) / 2;
            if (BinaryPrimitives.ReadInt32LittleEndian(table[(middle * 2 * sizeof(int))..]) <= wanted)
                low = middle + 1;
            else
                high = middle;
        }

        return low == 0 ? 0 : FrameHeader + (ulong)BinaryPrimitives.ReadInt32LittleEndian(table[((((low - 1) * 2) + 1) * sizeof(int))..]);
    }
}
