using Graft.Protocol;

namespace Graft;

/// <summary>
/// The runtime's memory: one memfd, mapped region by region with the rights of <see cref="ArenaLayout"/>. No view is
/// ever writable and executable, and none of code is writable: stubs are written through the descriptor. The agent has one
/// more view of the slots, writable and not executable, and for moments one of a page of code (<see cref="CodeEntries"/>). Thread-safe.
/// </summary>
internal sealed unsafe class Arena : IDisposable
{
    // Modules may ask for alignments up to 2 MiB, so the base has that too.
    private const ulong BaseAlignment = 2 * 1024 * 1024;

    // Above what a null pointer with an offset reaches, and free in a process whose program is position independent, as dotnet is.
    private const ulong LowBase = 256 * 1024 * 1024;

    private readonly byte* _reservation;
    private readonly nuint _reservedSize;
    private ulong* _slots;

    /// <summary>Reserves address space, makes the memfd and maps it.</summary>
    /// <param name="name">The runtime's name, shown in /proc/PID/maps.</param>
    /// <param name="size">Size in bytes, as <see cref="ArenaLayout"/> takes it.</param>
    /// <param name="prefersLowMemory">Whether to ask for a place below 2 GiB; another one does if that is taken.</param>
    /// <exception cref="GraftException">The system refuses.</exception>
    public Arena(string name, ulong size, bool prefersLowMemory = false)
    {
        _reservedSize = (nuint)(size + BaseAlignment);
        _reservation = Check(Libc.mmap(
            prefersLowMemory ? (void*)LowBase : null, _reservedSize, Libc.PROT_NONE, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_NORESERVE, -1, 0));
        Layout = new(((ulong)_reservation + BaseAlignment - 1) / BaseAlignment * BaseAlignment, size);
        Memory = Libc.memfd_create($"graft:{name}", Libc.MFD_CLOEXEC | Libc.MFD_ALLOW_SEALING);
        try
        {
            Check(!Memory.IsInvalid && Libc.ftruncate(Memory, (long)Layout.Size) == 0);
            // A peer that shrank the file would kill this process with SIGBUS.
            Check(Libc.fcntl(Memory, Libc.F_ADD_SEALS, Libc.F_SEAL_SHRINK | Libc.F_SEAL_GROW | Libc.F_SEAL_SEAL) == 0);
            MapRegion(Layout.Stubs, Libc.PROT_READ | Libc.PROT_EXEC);
            MapRegion(Layout.Code, Libc.PROT_READ | Libc.PROT_EXEC);
            MapRegion(Layout.ReadOnly, Libc.PROT_READ);
            MapRegion(Layout.Slots, Libc.PROT_READ);
            MapRegion(Layout.Data, Libc.PROT_READ | Libc.PROT_WRITE);
            MapRegion(Layout.ThreadLocals, Libc.PROT_READ);
            _slots = (ulong*)Check(Libc.mmap(
                null, (nuint)Layout.Slots.Size, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, Memory, Offset(Layout.Slots.Start)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where the regions lie.</summary>
    public ArenaLayout Layout { get; }

    /// <summary>The memfd.</summary>
    public DescriptorHandle Memory { get; }

    /// <summary>Writes bytes where this process may not: into code or constants.</summary>
    public void Write(ulong address, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            for (nint done = 0; done < bytes.Length;)
            {
                nint written = Libc.pwrite(Memory, start + done, (nuint)(bytes.Length - done), Offset(address) + done);
                Check(written > 0);
                done += written;
            }
        }
    }

    /// <summary>A view of pages that this process may otherwise not write, until <see cref="Unmap"/>.</summary>
    /// <param name="address">The first page's address.</param>
    /// <param name="size">Bytes, whole pages.</param>
    /// <exception cref="GraftException">The system refuses.</exception>
    public byte* MapWritable(ulong address, ulong size) => Check(Libc.mmap(
        null, (nuint)size, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, Memory, Offset(address)));

    /// <summary>Ends a view that <see cref="MapWritable"/> made.</summary>
    public static void Unmap(byte* view, ulong size) => Check(Libc.munmap(view, (nuint)size) == 0);

    /// <summary>Gives the pages of a range back to the system; they read as zeros from now on.</summary>
    public void Discard(AddressRange range)
    {
        if (range.Size > 0)
        {
            Check(Libc.fallocate(
                Memory, Libc.FALLOC_FL_PUNCH_HOLE | Libc.FALLOC_FL_KEEP_SIZE, Offset(range.Start), (long)range.Size) == 0);
        }
    }

    /// <summary>Sets a slot at once: a call through its stub sees the old or the new value, whole.</summary>
    public void SetSlot(int index, ulong target) => Volatile.Write(ref _slots[index], target);

    /// <summary>A slot's value.</summary>
    public ulong GetSlot(int index) => Volatile.Read(ref _slots[index]);

    /// <summary>
    /// Replaces this process's view of the data by a copy of its own. What has no page yet stays without one, so that only initialised data
    /// is copied. The memfd's data is this process's no more.
    /// </summary>
    public void DetachData()
    {
        var region = Layout.Data;
        Check(Libc.mmap(
            (void*)region.Start, (nuint)region.Size, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_FIXED | Libc.MAP_NORESERVE, -1, 0));
        long end = Offset(region.End);
        for (long start = Offset(region.Start); start < end;)
        {
            start = Libc.lseek(Memory, start, Libc.SEEK_DATA);
            if (start < 0 || start >= end)
                break;
            long hole = Math.Min(Libc.lseek(Memory, start, Libc.SEEK_HOLE), end);
            for (nint read; start < hole; start += read)
            {
                read = Libc.pread(Memory, (byte*)Layout.Base + start, (nuint)(hole - start), start);
                Check(read > 0);
            }
        }

        Discard(region);
    }

    /// <summary>Unmaps everything. No thread may be in the arena's code, or use its data, any more.</summary>
    public void Dispose()
    {
        if (_slots != null)
            _ = Libc.munmap(_slots, (nuint)Layout.Slots.Size);
        _slots = null;
        _ = Libc.munmap(_reservation, _reservedSize);
        Memory.Dispose();
    }

    private void MapRegion(AddressRange region, int protection) => Check(Libc.mmap(
        (void*)region.Start, (nuint)region.Size, protection, Libc.MAP_SHARED | Libc.MAP_FIXED, Memory, Offset(region.Start)));

    private long Offset(ulong address) => (long)(address - Layout.Base);

    private static byte* Check(void* mapped)
    {
        Check(mapped != Libc.MAP_FAILED);
        return (byte*)mapped;
    }

    private static void Check(bool succeeded)
    {
        if (!succeeded)
            throw new GraftException(DiagnosticCatalog.ArenaFull.At($"the system does not provide the arena's memory: {Libc.LastError()}"));
    }
}
