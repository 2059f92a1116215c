namespace Graft.Fuzz;

/// <summary>Tells failures, one of each kind, keeps their inputs, and knows which case is being run if this process dies of it.</summary>
internal sealed class FailureLog
{
    private readonly HashSet<string> _kinds = new(StringComparer.Ordinal);
    private readonly FuzzOptions _options;
    private readonly string _running;

    /// <summary>Opens it.</summary>
    public FailureLog(FuzzOptions options)
    {
        _options = options;
        Directory.CreateDirectory(options.Output);
        _running = Path.Combine(options.Output, "running");
    }

    /// <summary>How many kinds of failure there were.</summary>
    public int Count => _kinds.Count;

    /// <summary>Notes which cases follow: unsafe code that reads outside of an input ends the process without a word.</summary>
    public void Begin(long number) => File.WriteAllText(_running, $"--seed {_options.Seed} --case {number} and the {FuzzLoop.CasesPerNote} after it\n");

    /// <summary>Tells a failure, unless one of its kind was told before.</summary>
    public void Add(FuzzFailure failure, byte[] input, long number)
    {
        if (!_kinds.Add(failure.Kind))
            return;
        string path = Path.Combine(_options.Output, $"{_options.Seed}-{number}.bin");
        File.WriteAllBytes(path, input);
        Console.Error.WriteLine($"--seed {_options.Seed} --case {number} ({path}): {failure.Message}\n{failure.InnerException}");
    }

    /// <summary>Notes that all went through.</summary>
    public void End() => File.Delete(_running);
}
