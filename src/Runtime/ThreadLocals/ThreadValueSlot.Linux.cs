namespace Graft;

/// <summary>
/// Where, counted from its pointer, a thread keeps the value of a key of <c>pthread_key_create</c>: reading it there takes one
/// instruction where <c>pthread_getspecific</c> is a call, and changes no other register.
/// </summary>
/// <param name="Offset">The value's offset.</param>
/// <param name="Sequence">What the word before it holds while the value is of this key, not of an older one with its number.</param>
/// <remarks>
/// glibc keeps the first 32 keys in the thread's own structure, each as a sequence number and a value. It says so nowhere, so the
/// place is looked for, and taken only if it is the same in a second thread.
/// </remarks>
internal readonly unsafe record struct ThreadValueSlot(int Offset, int Sequence)
{
    // The structure is larger in all versions of glibc, and the keys are in its first half.
    private const int SearchedBytes = 1536;
    private const uint InlineKeys = 32;
    private const int KeySize = 2 * sizeof(long);
    private static readonly nint Mark = unchecked((nint)0x6772_6166_7420_746C);

    private static readonly Lazy<int> OffsetOfKeyZero = new(FindKeyZero);

    /// <summary>The slot of a key that has no value in this thread yet; null if it is not kept so, or not in this system.</summary>
    public static ThreadValueSlot? Find(uint key)
    {
        if (key >= InlineKeys || OffsetOfKeyZero.Value is not (> 0 and var start))
            return null;
        int offset = start + ((int)key * KeySize);
        _ = NativeThread.pthread_setspecific(key, Mark);
        bool isThere = WordAt(offset) == Mark;
        nint sequence = WordAt(offset - sizeof(long));
        _ = NativeThread.pthread_setspecific(key, 0);
        return isThere && sequence == (int)sequence ? new(offset, (int)sequence) : null;
    }

    private static int FindKeyZero()
    {
        bool isGlibc = NativeRuntime.FindExport("gnu_get_libc_version") != 0;
        if (!isGlibc || NativeThread.pthread_key_create(out uint key, 0) != 0)
            return 0;
        int here = key < InlineKeys ? FindMark(key) : 0;
        int there = 0;
        if (here > 0)
        {
            var other = new Thread(() => there = FindMark(key), maxStackSize: 256 * 1024);
            other.Start();
            other.Join();
        }

        _ = NativeThread.pthread_key_delete(key);
        int start = here - ((int)key * KeySize);
        return here == there && start > 0 ? start : 0;
    }

    private static int FindMark(uint key)
    {
        _ = NativeThread.pthread_setspecific(key, Mark);
        int offset = 0;
        while (offset < SearchedBytes && WordAt(offset) != Mark)
            offset += sizeof(long);
        _ = NativeThread.pthread_setspecific(key, 0);
        return offset < SearchedBytes ? offset : 0;
    }

    private static nint WordAt(int offset) => *(nint*)(NativeThread.pthread_self() + offset);
}
