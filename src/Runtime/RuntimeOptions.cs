using Graft.Protocol;

namespace Graft;

/// <summary>How a <see cref="Runtime"/> is set up. Immutable once the runtime was created.</summary>
public sealed record RuntimeOptions
{
    /// <summary>Size of the arena in bytes, from 1 MiB to a little under 2 GiB; memory is used as it fills. 256 MiB.</summary>
    public ulong ArenaSize { get; init; } = 256 * 1024 * 1024;

    /// <summary>What a call does whose function is not there yet. It waits for 30 seconds.</summary>
    public LateBinding LateBinding { get; init; } = LateBinding.Wait(TimeSpan.FromSeconds(30));

    /// <summary>Which symbols of the process modules may use besides explicit exports. All of them.</summary>
    public HostSymbolPolicy HostSymbols { get; init; }

    /// <summary>The names that <see cref="HostSymbolPolicy.AllowList"/> lets through.</summary>
    public IReadOnlyList<string> AllowedHostSymbols { get; init; } = [];

    /// <summary>
    /// Libraries that are searched after the main program, in order; one that is missing is left out. The C library,
    /// its mathematics, the compiler's support library and C++'s.
    /// </summary>
    public IReadOnlyList<string> HostLibraries { get; init; } = ["libc.so.6", "libm.so.6", "libgcc_s.so.1", "libstdc++.so.6"];

    /// <summary>
    /// How many of the newest generations can be taken back (<see cref="Runtime.Undo"/>); what they replaced stays in memory for that. 8; with
    /// 0 nothing can be.
    /// </summary>
    public int UndoDepth { get; init; } = 8;

    /// <summary>
    /// Name of the runtime whose modules this one wants: its own, to get back what a runtime of that name had before the program was restarted, or
    /// another's, to have the same. An engine host that runs, or the next that starts, loads them, and from then on what is loaded into that
    /// runtime; <c>graft sync</c> does it at once. Null for nothing but what is loaded into this one.
    /// </summary>
    public string? Follows { get; init; }

    /// <summary>
    /// What a fault in module code (SIGSEGV, SIGBUS, SIGFPE, SIGILL) does. The process crashes, after a report: whether a program can go on after one, only its
    /// author knows. <c>graft run</c> has <see cref="OnFault.RollBack"/>.
    /// </summary>
    public OnFault OnFault { get; init; } = OnFault.Crash;

    /// <summary>How long a change waits for another one: less than whoever asked for it waits for an answer.</summary>
    internal TimeSpan ChangeLimit { get; init; } = AgentLimits.Reply - TimeSpan.FromSeconds(10);

    /// <summary>Whether a commit leaves initialisers to whoever starts the program.</summary>
    internal bool DefersInitialisers { get; init; }

    /// <summary>Whether the arena should lie where addresses have 31 bits: code that is not position independent wants that.</summary>
    internal bool PrefersLowMemory { get; init; }
}

/// <summary>Which symbols of its process a runtime offers to modules.</summary>
public enum HostSymbolPolicy
{
    /// <summary>Explicit exports, and all that the main program and <see cref="RuntimeOptions.HostLibraries"/> export.</summary>
    All,

    /// <summary>Explicit exports, and of the libraries only <see cref="RuntimeOptions.AllowedHostSymbols"/>.</summary>
    AllowList,
}
