namespace Graft.Cli.Watching;

/// <summary>What <c>graft watch</c> was asked for. Immutable.</summary>
internal sealed record WatchOptions
{
    /// <summary>Runtimes to patch instead of those that the projects name.</summary>
    public IReadOnlyList<string> Runtimes { get; init; } = [];

    /// <summary>More arguments of MSBuild: configuration and properties.</summary>
    public IReadOnlyList<string> BuildArguments { get; init; } = [];

    /// <summary>A program to start and to end with the watch, with its arguments; empty for none.</summary>
    public IReadOnlyList<string> Program { get; init; } = [];

    /// <summary>What happens when an edit needs a restart.</summary>
    public RestartPolicy Restart { get; init; } = RestartPolicy.Ask;

    /// <summary>Whether keys are read.</summary>
    public bool IsInteractive { get; init; }
}

/// <summary>What happens to a runtime that refused an edit which a fresh one would take.</summary>
internal enum RestartPolicy
{
    /// <summary>The user is asked.</summary>
    Ask,

    /// <summary>It is restarted.</summary>
    Always,

    /// <summary>It runs on with what it has.</summary>
    Never,
}
