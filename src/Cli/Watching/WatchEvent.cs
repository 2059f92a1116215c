namespace Graft.Cli.Watching;

/// <summary>Something that a watch reacts to.</summary>
internal abstract record WatchEvent
{
    /// <summary>Something happened to a file or folder; what, its content says.</summary>
    internal sealed record Touched(string Path) : WatchEvent;

    /// <summary>Something happened to files, but not all of it is known: everything is to be looked at.</summary>
    internal sealed record TouchedUnknown : WatchEvent;

    /// <summary>A key, as a character.</summary>
    internal sealed record Key(char Character) : WatchEvent;

    /// <summary>A runtime came up, perhaps in place of an older one of its name.</summary>
    internal sealed record RuntimeStarted(string Name, int ProcessId) : WatchEvent;

    /// <summary>A runtime is gone.</summary>
    internal sealed record RuntimeEnded(string Name) : WatchEvent;

    /// <summary>The program that the watch started has ended.</summary>
    internal sealed record ProgramEnded(int ExitCode) : WatchEvent;
}
