using System.Collections;

namespace Graft.Protocol;

/// <summary>
/// Collects the diagnostics of one piece of work, so that all its errors are told at once. Not thread-safe:
/// each piece of work has its own.
/// </summary>
public sealed class DiagnosticBag : IReadOnlyCollection<Diagnostic>
{
    private readonly List<Diagnostic> _diagnostics = [];

    /// <inheritdoc/>
    public int Count => _diagnostics.Count;

    /// <summary>Whether any of them is an error.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>Adds one.</summary>
    public void Add(Diagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        _diagnostics.Add(diagnostic);
        HasErrors |= diagnostic.Severity == DiagnosticSeverity.Error;
    }

    /// <summary>Adds all of another piece of work.</summary>
    public void AddRange(IEnumerable<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        foreach (var diagnostic in diagnostics)
            Add(diagnostic);
    }

    /// <inheritdoc/>
    public IEnumerator<Diagnostic> GetEnumerator() => _diagnostics.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
