using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>Collects the errors of one link, so that all are told at once; a flood is cut short and counted.</summary>
internal sealed class LinkErrors(DiagnosticBag diagnostics)
{
    /// <summary>How many errors are told: enough to see the pattern, few enough to read.</summary>
    public const int Limit = 20;

    private readonly DiagnosticBag _diagnostics = diagnostics;
    private int _count;
    private string? _lastCode;

    public void Add(DiagnosticDescriptor descriptor, ObjectUnit unit, string message)
    {
        _lastCode = descriptor.Code;
        if (descriptor.Severity != DiagnosticSeverity.Error || _count++ < Limit)
            _diagnostics.Add(descriptor.At(message, unit.Path));
    }

    /// <summary>An error at a relocated place: names symbol, relocation and place.</summary>
    public void AddAt(
        DiagnosticDescriptor descriptor, ObjectUnit unit, int section, in ObjectRelocation relocation, string message)
    {
        ref readonly var symbol = ref unit.Symbols.AsSpan()[(int)relocation.Symbol];
        var name = symbol is { Name.IsEmpty: true, IsInSection: true } ? unit.Sections[symbol.Section].Name : symbol.Name;
        Add(descriptor, unit,
            $"{unit.Describe(section, relocation.Offset)}: {X64.Name(relocation.Type)} to '{name}' {message}");
    }

    /// <summary>Takes over the errors of another thread.</summary>
    public void Take(LinkErrors other)
    {
        _lastCode = other._lastCode ?? _lastCode;
        int told = 0;
        foreach (var diagnostic in other._diagnostics)
        {
            bool isError = diagnostic.Severity == DiagnosticSeverity.Error;
            if (!isError || _count + told++ < Limit)
                _diagnostics.Add(diagnostic);
        }

        _count += other._count;
    }

    /// <summary>Ends a phase: says how many errors were not told.</summary>
    /// <returns>Whether the link has failed.</returns>
    public bool Finish()
    {
        if (_count > Limit && _lastCode is { } code)
            _diagnostics.Add(new Diagnostic(code, DiagnosticSeverity.Error, $"and {_count - Limit} more errors of this link"));
        return _count > 0;
    }
}
