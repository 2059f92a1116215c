using System.Diagnostics.CodeAnalysis;
using Graft.Protocol;

namespace Graft;

/// <summary>
/// A runtime for one whole program that this process links into itself and then becomes. Nobody finds it by a name, no
/// agent listens, and initialisers do not run on commit but when the program is started, as a loader runs them. Not thread-safe.
/// </summary>
public sealed class ProgramRuntime : IDisposable
{
    private readonly RuntimeAgent _agent;

    /// <summary>Sets up an arena.</summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="GraftException">GRAFT4004: the system does not give the memory.</exception>
    public ProgramRuntime(RuntimeOptions? options = null) =>
        _agent = new("program", (options ?? new()) with { DefersInitialisers = true, PrefersLowMemory = true });

    /// <summary>Begins a session to link with. Only one link may be open at a time.</summary>
    public IAgent OpenSession() => new LocalAgent(_agent);

    /// <summary>
    /// Runs what was linked, on this thread, and ends the process with it: initialisers in the order of the units, then
    /// <c>entry(argc, argv, envp)</c>, then what <c>exit</c> does: handlers, finalisers, streams. Signals, streams and
    /// environment are the program's from here on.
    /// </summary>
    /// <param name="entry">Name of the function, usually <c>main</c>.</param>
    /// <param name="arguments">The program's name and its arguments.</param>
    /// <exception cref="GraftException">GRAFT3001: there is no such function; nothing has run.</exception>
    [DoesNotReturn]
    public void Run(string entry, IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(arguments);
        nint main = _agent.FindFunction(entry);
        if (main == 0)
        {
            throw new GraftException(DiagnosticCatalog.UndefinedSymbol.At(
                $"no file of the program defines function '{entry}', where it would begin; name another one with --entry"));
        }

        CrashReporter.Install(_agent);
        _agent.DetachData();
        ProgramStart.Run(_agent.WriteEntry(main), _agent.WriteFinalisers(), arguments);
    }

    /// <summary>Frees the memory of a program that is not run after all.</summary>
    public void Dispose() => _agent.Dispose();
}
