using System.Diagnostics;

namespace Graft.Fuzz;

/// <summary>Runs cases until the time is over, while a second thread watches that none of them takes long.</summary>
internal sealed class FuzzLoop
{
    /// <summary>How often the running case is written down: a file for each would cost more than the case.</summary>
    public const int CasesPerNote = 100;

    /// <summary>A thousand times what a case takes.</summary>
    private static readonly TimeSpan CaseLimit = TimeSpan.FromSeconds(20);

    private readonly FuzzOptions _options;
    private readonly FuzzCase _case;
    private readonly FailureLog _log;
    private long _number;
    private long _started;

    /// <summary>Prepares cases.</summary>
    /// <param name="options">How long, and from what.</param>
    /// <param name="fuzzCase">Runs one.</param>
    /// <param name="log">Gets failures.</param>
    public FuzzLoop(FuzzOptions options, FuzzCase fuzzCase, FailureLog log)
    {
        _options = options;
        _case = fuzzCase;
        _log = log;
        _number = options.Case ?? 0;
    }

    /// <summary>Runs all.</summary>
    /// <returns>How many cases there were.</returns>
    public long Run()
    {
        _started = Stopwatch.GetTimestamp();
        new Thread(Watch) { IsBackground = true }.Start();
        long begin = _started, first = _number;
        do
        {
            if ((_number - first) % CasesPerNote == 0)
                _log.Begin(_number);
            Volatile.Write(ref _started, Stopwatch.GetTimestamp());
            try
            {
                _case.Run(_options.Seed, _number);
            }
            catch (FuzzFailure failure)
            {
                _log.Add(failure, _case.Input, _number);
            }

            _number++;
        }
        while (_options.Case is null && Stopwatch.GetElapsedTime(begin) < _options.Time);
        _log.End();
        return _number - first;
    }

    private void Watch()
    {
        while (true)
        {
            Thread.Sleep(1000);
            if (Stopwatch.GetElapsedTime(Volatile.Read(ref _started)) < CaseLimit)
                continue;
            _log.Add(new FuzzFailure($"the case takes more than {CaseLimit.TotalSeconds} seconds"), _case.Input, _number);
            Environment.Exit(1);
        }
    }
}
