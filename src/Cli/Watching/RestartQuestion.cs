namespace Graft.Cli.Watching;

/// <summary>The question whether runtimes are to be restarted; it stands while the watch goes on, until it is answered or moot.</summary>
/// <param name="policy">What was decided beforehand.</param>
/// <param name="canAsk">Whether anybody could answer.</param>
internal sealed class RestartQuestion(RestartPolicy policy, bool canAsk)
{
    /// <summary>What can be answered.</summary>
    public const string Answers = "Yes (y) / No (n) / Always (a) / Never (v)";

    private RestartPolicy _policy = policy == RestartPolicy.Ask && !canAsk ? RestartPolicy.Never : policy;

    /// <summary>The runtimes that it is about; none if there is no question.</summary>
    public IReadOnlyList<string> Runtimes { get; private set; } = [];

    /// <summary>Whether a question stands.</summary>
    public bool IsOpen => Runtimes.Count > 0;

    /// <summary>Runtimes refused an edit: restarts them, lets them be, or asks.</summary>
    public RestartPolicy Raise(IReadOnlyList<string> runtimes)
    {
        Runtimes = _policy == RestartPolicy.Ask ? runtimes : [];
        return _policy;
    }

    /// <summary>A later edit was taken, or a restart happened: nothing to ask any more.</summary>
    public void Withdraw() => Runtimes = [];

    /// <summary>Takes an answer.</summary>
    /// <returns>The runtimes to restart; null if the key answers nothing.</returns>
    public IReadOnlyList<string>? Answer(char key)
    {
        var meant = Runtimes;
        bool? restart = char.ToLowerInvariant(key) switch { 'y' or 'a' => true, 'n' or 'v' => false, _ => null };
        if (!IsOpen || restart is null)
            return null;
        _policy = char.ToLowerInvariant(key) switch { 'a' => RestartPolicy.Always, 'v' => RestartPolicy.Never, _ => _policy };
        Runtimes = [];
        return restart.Value ? meant : [];
    }
}
