namespace Graft.Protocol;

/// <summary>
/// Arrays of messages for the next message, whichever thread gets it. They are held weakly: what a large link took does not stay with a
/// program for life, but goes with the next full collection. (The shared pool keeps arrays by thread, and a session's ends with
/// it.) Thread-safe.
/// </summary>
/// <typeparam name="T">The elements; what they refer to is not cleared.</typeparam>
internal static class SpareArrays<T>
{
    /// <summary>The buffers of two sessions.</summary>
    private const int MostSpares = 8;

    private static readonly Lock Sync = new();
    private static readonly WeakReference<T[]?>[] Spares = [.. Enumerable.Range(0, MostSpares).Select(_ => new WeakReference<T[]?>(null))];

    /// <summary>An array of at least so many elements, of any content.</summary>
    public static T[] Rent(int count)
    {
        lock (Sync)
        {
            WeakReference<T[]?>? best = null;
            int length = int.MaxValue;
            foreach (var spare in Spares)
            {
                if (LengthOf(spare) is var found && found >= count && found < length)
                    (best, length) = (spare, found);
            }

            if (best is not null && best.TryGetTarget(out var array))
            {
                best.SetTarget(null);
                return array;
            }
        }

        return GC.AllocateUninitializedArray<T>(count);
    }

    /// <summary>Gives an array back, which the caller uses no longer. If there are enough, the smallest is forgotten.</summary>
    public static void Return(T[] array)
    {
        if (array.Length == 0)
            return;
        lock (Sync)
        {
            var smallest = Spares[0];
            foreach (var spare in Spares)
            {
                if (LengthOf(spare) < LengthOf(smallest))
                    smallest = spare;
            }

            if (LengthOf(smallest) < array.Length)
                smallest.SetTarget(array);
        }
    }

    private static int LengthOf(WeakReference<T[]?> spare) => spare.TryGetTarget(out var array) ? array.Length : 0;
}
