using Graft.Protocol;

namespace Graft;

/// <summary>The newest faults of a runtime, and how often each place faulted. Thread-safe.</summary>
internal sealed class FaultLog
{
    // More than there are threads that could ask what ended their call.
    private const int Length = 1000;

    // Places that are counted; there are few, unless something patches and faults for days.
    private const int MaximumPlaces = 10_000;

    private readonly Lock _sync = new();
    private readonly Queue<FaultRecord> _newest = [];
    private readonly Dictionary<(string Frame, int Signal), int> _counts = [];

    /// <summary>Adds one.</summary>
    /// <returns>How often the place has faulted, if that is worth telling: at first, and at each power of ten; otherwise 0.</returns>
    public int Add(FaultRecord fault)
    {
        lock (_sync)
        {
            _newest.Enqueue(fault);
            if (_newest.Count > Length)
                _newest.Dequeue();
            if (_counts.Count > MaximumPlaces)
                _counts.Clear();
            var place = (fault.Frames[0], fault.Signal);
            int count = _counts[place] = _counts.GetValueOrDefault(place) + 1;
            return IsPowerOfTen(count) || fault.Outcome != FaultOutcome.Returned || fault.TakenBack != 0 ? count : 0;
        }
    }

    /// <summary>One by its number; null if it is too old.</summary>
    public FaultRecord? Find(long number)
    {
        lock (_sync)
            return _newest.FirstOrDefault(fault => fault.Number == number);
    }

    /// <summary>All that are kept, oldest first.</summary>
    public FaultRecord[] ToArray()
    {
        lock (_sync)
            return [.. _newest];
    }

    private static bool IsPowerOfTen(int count)
    {
        while (count % 10 == 0)
            count /= 10;
        return count == 1;
    }
}
