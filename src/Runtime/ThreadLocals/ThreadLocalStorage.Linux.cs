using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft;

/// <summary>
/// The thread-local variables of a runtime's modules. Their initial values lie in a region of the arena. A thread's variables are
/// its private, copy-on-write view of that region, made at its first access and gone when it ends: so a variable has one offset for
/// life, and what a patch adds has its initial value in every thread, at the offset next to what that thread has already changed.
/// Thread-safe.
/// </summary>
/// <remarks>
/// A page of a private view shows what is written to the memory behind it until the thread writes to the page itself. Pages are
/// filled before any code can know of them, and a slab's are its own.
/// </remarks>
internal sealed unsafe class ThreadLocalStorage : IDisposable
{
    private readonly ThreadSupport _support = ThreadSupport.Instance;
    private readonly AddressRange _region;
    private readonly StorageRecord* _record;
    private readonly ThreadValueSlot? _slot;

    /// <summary>Sets it up; no thread has anything yet.</summary>
    /// <param name="arena">Where the initial values lie.</param>
    /// <exception cref="GraftException">The process has no key left.</exception>
    public ThreadLocalStorage(Arena arena)
    {
        _region = arena.Layout.ThreadLocals;
        if (NativeThread.pthread_key_create(out uint key, _support.Release) != 0)
            throw new GraftException(DiagnosticCatalog.ArenaFull.At("the process has no key left for a runtime's thread-local variables (PTHREAD_KEYS_MAX)"));
        _record = (StorageRecord*)NativeMemory.Alloc((nuint)sizeof(StorageRecord));
        *_record = new()
        {
            Key = key,
            Size = _region.Size,
            Descriptor = (ulong)arena.Memory.DangerousGetHandle(),
            Offset = _region.Start - arena.Layout.Base,
            Start = _region.Start,
        };
        _slot = ThreadValueSlot.Find(key);
    }

    /// <summary>How modules reach their variables.</summary>
    public ThreadLocalAccessX64 Access => new(_support, (nint)_record, _slot);

    /// <summary>Address of the calling thread's copy of a variable.</summary>
    /// <param name="variable">The variable's address: that of its initial value.</param>
    public nint AddressOf(ulong variable) =>
        ((delegate* unmanaged[Cdecl]<StorageRecord*, nint>)_support.Current)(_record) + (nint)variable;

    /// <summary>Makes all threads forget what they changed in a range that is given back.</summary>
    public void Forget(AddressRange range)
    {
        if (range.Size > 0)
            _support.Lists.ForEachView(_record, distance => _ = NativeThread.madvise((byte*)range.Start + distance, (nuint)range.Size, NativeThread.MADV_DONTNEED));
    }

    /// <summary>Calls what the calling thread wanted called when it ends, the newest first: the runtime or the module ends before.</summary>
    /// <param name="handle">The module's handle; 0 for all modules.</param>
    public void RunThreadExit(ulong handle = 0)
    {
        while (_support.Lists.TryTakeFunction(_record, NativeThread.pthread_self(), (nint)handle, out var taken))
            taken.Function(taken.Argument);
    }

    /// <summary>Whether another thread still wants something of a module called when it ends.</summary>
    /// <param name="handle">The module's handle, not 0.</param>
    public bool IsAwaitedElsewhere(ulong handle) =>
        _support.Lists.HasFunctionElsewhere(_record, NativeThread.pthread_self(), (nint)handle);

    /// <summary>Forgets what threads want of a module called when they end.</summary>
    /// <param name="handle">The module's handle, not 0.</param>
    public void ForgetThreadExit(ulong handle) => _support.Lists.TakeFunctions(_record, (nint)handle);

    /// <summary>
    /// Takes every thread's variables away, without a call of what other threads wanted called. No thread may use them any more.
    /// </summary>
    public void Dispose()
    {
        _ = NativeThread.pthread_key_delete((uint)_record->Key);
        foreach (nint distance in _support.Lists.TakeAll(_record))
            _ = Libc.munmap((byte*)_region.Start + distance, (nuint)_region.Size);
        NativeMemory.Free(_record);
    }
}
