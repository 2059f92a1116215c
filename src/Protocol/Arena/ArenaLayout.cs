namespace Graft.Protocol;

/// <summary>
/// Where the regions of an arena lie. All of it follows from base, size and slot count, so that both sides of a
/// session compute the same. Everything lies within 2 GiB: a 32-bit displacement reaches from any region to any other.
/// </summary>
/// <remarks>
/// In order: stubs (R-X), code (R-X), read-only (R--), slots (R--), data (RW-), thread-locals (R--). Stub <c>i</c> is 16
/// bytes, slot <c>i</c> 8. An offset into the memfd is the address less the base. The thread-local region holds initial
/// values; each thread maps a copy-on-write view of its own.
/// </remarks>
public sealed record ArenaLayout
{
    /// <summary>Bytes of one stub with its trap entry.</summary>
    public const int StubSize = 16;

    /// <summary>Bytes of one slot.</summary>
    public const int SlotSize = 8;

    /// <summary>Regions begin at multiples of this, 64 KiB.</summary>
    public const ulong RegionAlignment = 64 * 1024;

    /// <summary>The smallest arena, 1 MiB.</summary>
    public const ulong MinimumSize = 1024 * 1024;

    /// <summary>The greatest arena, a little under 2 GiB, so that a 32-bit displacement spans it.</summary>
    public const ulong MaximumSize = 0x7FF0_0000;

    /// <summary>Lays out an arena.</summary>
    /// <param name="baseAddress">Address of its first byte in the runtime, a multiple of 64 KiB.</param>
    /// <param name="size">Size in bytes, from <see cref="MinimumSize"/> to <see cref="MaximumSize"/>; rounded down to 64 KiB.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is out of range.</exception>
    public ArenaLayout(ulong baseAddress, ulong size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, MinimumSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MaximumSize);
        Base = baseAddress;
        Size = size / RegionAlignment * RegionAlignment;

        // One slot for 1 KiB of arena: real programs have functions of 100 to 500 bytes and as much data as code.
        SlotCount = (int)(Size / 1024);
        ulong stubs = Align((ulong)SlotCount * StubSize);
        ulong slots = Align((ulong)SlotCount * SlotSize);
        ulong rest = Size - stubs - slots;
        ulong code = Align(rest * 3 / 8);
        ulong readOnly = Align(rest / 4);
        ulong threadLocals = Align(rest / 16);

        Stubs = new(Base, stubs);
        Code = new(Stubs.End, code);
        ReadOnly = new(Code.End, readOnly);
        Slots = new(ReadOnly.End, slots);
        Data = new(Slots.End, Base + Size - threadLocals - Slots.End);
        ThreadLocals = new(Data.End, threadLocals);
    }

    /// <summary>Address of the first byte.</summary>
    public ulong Base { get; }

    /// <summary>All of it.</summary>
    public AddressRange Range => new(Base, Size);

    /// <summary>Size in bytes.</summary>
    public ulong Size { get; }

    /// <summary>How many slots and stubs there are.</summary>
    public int SlotCount { get; }

    /// <summary>Stubs, executable.</summary>
    public AddressRange Stubs { get; }

    /// <summary>Code of modules, executable.</summary>
    public AddressRange Code { get; }

    /// <summary>Constants and GOT entries.</summary>
    public AddressRange ReadOnly { get; }

    /// <summary>Slots, written by the agent alone.</summary>
    public AddressRange Slots { get; }

    /// <summary>Writable data.</summary>
    public AddressRange Data { get; }

    /// <summary>Initial values of thread-local variables.</summary>
    public AddressRange ThreadLocals { get; }

    private static ulong Align(ulong value) => (value + RegionAlignment - 1) / RegionAlignment * RegionAlignment;
}
