using System.Runtime.InteropServices;

namespace Graft;

/// <summary>
/// All <see cref="ThreadRecord"/>s of the process: a lock, and lists that threads are spread over by their pointers. In memory
/// that is never given back, since threads may end after all runtimes. Thread-safe.
/// </summary>
internal sealed unsafe class ThreadLists
{
    /// <summary>How many lists there are, a power of two.</summary>
    public const int Count = 256;

    /// <summary>Threads lie at least a page apart.</summary>
    public const int Shift = 12;

    /// <summary>The first list's head, counted from the lock: on a cache line of its own.</summary>
    public const int FirstOffset = 64;

    private readonly byte* _memory = (byte*)NativeMemory.AllocZeroed(FirstOffset + (Count * (nuint)sizeof(nint)));

    /// <summary>Address of the lock; the lists follow.</summary>
    public nint Address => (nint)_memory;

    /// <summary>Takes a storage's newest function of a thread out.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="owner">The thread.</param>
    /// <param name="handle">The handle that it was registered with; 0 for any.</param>
    /// <param name="taken">What was taken out.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryTakeFunction(StorageRecord* storage, nint owner, nint handle, out ThreadRecord taken)
    {
        taken = default;
        Lock();
        for (var link = ListOf(owner); *link != null; link = &(*link)->Next)
        {
            var record = *link;
            if (record->Storage != storage || record->Owner != owner || !IsFunction(record, handle))
                continue;
            taken = *record;
            *link = record->Next;
            Unlock();
            NativeMemory.Free(record);
            return true;
        }

        Unlock();
        return false;
    }

    /// <summary>Whether another thread than one has a function that was registered with a handle.</summary>
    public bool HasFunctionElsewhere(StorageRecord* storage, nint thread, nint handle)
    {
        bool isFound = false;
        Lock();
        for (int i = 0; i < Count; i++)
        {
            for (var record = *List(i); record != null; record = record->Next)
                isFound |= record->Storage == storage && record->Owner != thread && IsFunction(record, handle);
        }

        Unlock();
        return isFound;
    }

    /// <summary>Takes all records of a storage out; gives the distances of its views.</summary>
    public List<nint> TakeAll(StorageRecord* storage) => Take(storage, static (_, _) => true, 0);

    /// <summary>Takes all functions out that were registered with a handle.</summary>
    public void TakeFunctions(StorageRecord* storage, nint handle) => Take(storage, IsFunction, handle);

    /// <summary>Does something with each view of a storage, while no thread can end.</summary>
    public void ForEachView(StorageRecord* storage, Action<nint> action)
    {
        Lock();
        try
        {
            for (int i = 0; i < Count; i++)
            {
                for (var record = *List(i); record != null; record = record->Next)
                {
                    if (record->Storage == storage && record->Function == null)
                        action(record->Argument);
                }
            }
        }
        finally
        {
            Unlock();
        }
    }

    private delegate bool Choice(ThreadRecord* record, nint handle);

    private static bool IsFunction(ThreadRecord* record, nint handle) =>
        record->Function != null && (handle == 0 || record->Handle == handle);

    private List<nint> Take(StorageRecord* storage, Choice isMeant, nint handle)
    {
        List<nint> views = [];
        Lock();
        for (int i = 0; i < Count; i++)
        {
            var link = List(i);
            while (*link != null)
            {
                var record = *link;
                if (record->Storage != storage || !isMeant(record, handle))
                {
                    link = &record->Next;
                    continue;
                }

                if (record->Function == null)
                    views.Add(record->Argument);
                *link = record->Next;
                NativeMemory.Free(record);
            }
        }

        Unlock();
        return views;
    }

    private ThreadRecord** ListOf(nint thread) => List((int)((nuint)thread >> Shift) & (Count - 1));

    private ThreadRecord** List(int index) => (ThreadRecord**)(_memory + FirstOffset) + index;

    private void Lock()
    {
        while (Interlocked.Exchange(ref *(int*)_memory, 1) != 0)
            Thread.Yield();
    }

    private void Unlock() => Volatile.Write(ref *(int*)_memory, 0);
}
