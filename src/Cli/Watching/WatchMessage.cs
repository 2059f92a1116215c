using Graft.Client;
using Graft.Protocol;

namespace Graft.Cli.Watching;

/// <summary>Something that a watch says; with <c>--json</c> a line of its own.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Message">In words.</param>
internal sealed record WatchMessage(WatchMessageKind Event, string Message)
{
    /// <summary>The module that it is about.</summary>
    public string? Module { get; init; }

    /// <summary>The runtime that it is about.</summary>
    public string? Runtime { get; init; }

    /// <summary>From the first sign of an edit to Ready.</summary>
    public double? Milliseconds { get; init; }

    /// <summary>Absolute paths of the files that changed.</summary>
    public IReadOnlyList<string>? Files { get; init; }

    /// <summary>What a load did, or why it did nothing.</summary>
    public LoadModuleResult? Load { get; init; }

    /// <summary>What a build had to say.</summary>
    public IReadOnlyList<Diagnostic>? Diagnostics { get; init; }
}

/// <summary>What a watch may have to say.</summary>
internal enum WatchMessageKind
{
    /// <summary>The watch began, or a program that belongs to it.</summary>
    Started,

    /// <summary>Projects are built by MSBuild.</summary>
    Building,

    /// <summary>Files changed.</summary>
    Changed,

    /// <summary>A build failed.</summary>
    Failed,

    /// <summary>A runtime has a module's newest content.</summary>
    Patched,

    /// <summary>A runtime did not take an edit, and goes on with what it has.</summary>
    Refused,

    /// <summary>An answer is wanted.</summary>
    Question,

    /// <summary>A restart was chosen, or what is to be done for one.</summary>
    Restart,

    /// <summary>A runtime came or went.</summary>
    Runtime,

    /// <summary>Nothing to do until something happens.</summary>
    Waiting,

    /// <summary>The program, or the watch itself, ended.</summary>
    Exited,
}
