namespace Graft.Protocol;

/// <summary>A slab's ranges of the runtime's memfd, mapped here for reading and writing, never for execution.</summary>
internal sealed unsafe class Slab : ISlab
{
    private readonly SlabRanges _ranges;
    private byte* _code;
    private byte* _readOnly;
    private byte* _data;
    private byte* _threadLocals;

    /// <summary>Maps the ranges.</summary>
    /// <param name="memory">The runtime's memfd.</param>
    /// <param name="baseAddress">The runtime's address of the memfd's first byte.</param>
    /// <param name="ranges">Whole pages.</param>
    /// <exception cref="GraftException">The system has no room for the mapping.</exception>
    public Slab(DescriptorHandle memory, ulong baseAddress, SlabRanges ranges)
    {
        _ranges = ranges;
        try
        {
            _code = Map(memory, baseAddress, ranges.Code);
            _readOnly = Map(memory, baseAddress, ranges.ReadOnly);
            _data = Map(memory, baseAddress, ranges.Data);
            _threadLocals = Map(memory, baseAddress, ranges.ThreadLocals);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ulong CodeAddress => _ranges.Code.Start;

    /// <inheritdoc/>
    public ulong ReadOnlyAddress => _ranges.ReadOnly.Start;

    /// <inheritdoc/>
    public ulong DataAddress => _ranges.Data.Start;

    /// <inheritdoc/>
    public ulong ThreadLocalAddress => _ranges.ThreadLocals.Start;

    /// <inheritdoc/>
    public Span<byte> Code => Bytes(_code, _ranges.Code);

    /// <inheritdoc/>
    public Span<byte> ReadOnly => Bytes(_readOnly, _ranges.ReadOnly);

    /// <inheritdoc/>
    public Span<byte> Data => Bytes(_data, _ranges.Data);

    /// <inheritdoc/>
    public Span<byte> ThreadLocals => Bytes(_threadLocals, _ranges.ThreadLocals);

    /// <inheritdoc/>
    public void Dispose()
    {
        Unmap(ref _code, _ranges.Code);
        Unmap(ref _readOnly, _ranges.ReadOnly);
        Unmap(ref _data, _ranges.Data);
        Unmap(ref _threadLocals, _ranges.ThreadLocals);
    }

    private static Span<byte> Bytes(byte* start, AddressRange range) => start == null ? [] : new(start, (int)range.Size);

    private static byte* Map(DescriptorHandle memory, ulong baseAddress, AddressRange range)
    {
        if (range.Size == 0)
            return null;
        void* address = Libc.mmap(
            null, (nuint)range.Size, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, memory, (long)(range.Start - baseAddress));
        return address != Libc.MAP_FAILED
            ? (byte*)address
            : throw new GraftException(DiagnosticCatalog.RuntimeLost.At($"the runtime's memory cannot be mapped: {Libc.LastError()}"));
    }

    private static void Unmap(ref byte* start, AddressRange range)
    {
        if (start != null)
            _ = Libc.munmap(start, (nuint)range.Size);
        start = null;
    }
}
