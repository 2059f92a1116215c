using System.Diagnostics;

namespace Graft.Bench.Storm;

/// <summary>A thread that calls the function all the time, looks at what comes back, and notes how long each call took.</summary>
internal sealed class StormCaller
{
    // A frame's worth of calls between two sync points.
    private const int CallsPerSyncPoint = 256;

    private readonly Runtime _runtime;
    private readonly string _entry;
    private readonly Thread _thread;
    private volatile bool _isEnding;

    /// <summary>Begins.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="entry">The function to call: the one that is patched, or one that calls it.</param>
    public StormCaller(Runtime runtime, string entry)
    {
        _runtime = runtime;
        _entry = entry;
        _thread = new Thread(Call);
        _thread.Start();
    }

    /// <summary>How long calls took.</summary>
    public DelayHistogram Delays { get; } = new();

    /// <summary>Calls that returned no whole version.</summary>
    public long Torn { get; private set; }

    /// <summary>Calls that returned an older version than one before.</summary>
    public long Lost { get; private set; }

    /// <summary>The last version that it saw.</summary>
    public int Last { get; private set; }

    /// <summary>Ends it.</summary>
    public void End()
    {
        _isEnding = true;
        _thread.Join();
    }

    private unsafe void Call()
    {
        var function = (delegate* unmanaged[Cdecl]<long>)_runtime.GetFunctionPointer(_entry);
        using var registration = _runtime.RegisterThread();
        while (!_isEnding)
        {
            for (int i = 0; i < CallsPerSyncPoint; i++)
            {
                long start = Stopwatch.GetTimestamp();
                long result = function();
                Delays.Add(Stopwatch.GetTimestamp() - start);
                Look(result);
            }

            _runtime.SyncPoint();
            Thread.Yield(); // there may be fewer processors than threads, and one of them patches
        }
    }

    private void Look(long result)
    {
        if (PatchedFunction.VersionOf(result) is not { } version)
            Torn++;
        else if (version < Last)
            Lost++;
        else
            Last = version;
    }
}
