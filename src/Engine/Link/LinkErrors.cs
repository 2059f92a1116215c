using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>
/// Collects the errors of one link, so that all are told at once: those that are one mistake as one, with the number of further
/// places, and a flood cut short and counted.
/// </summary>
/// <param name="diagnostics">Gets the errors at the end of a phase, warnings at once.</param>
/// <param name="limit">How many errors are told; 0 for all.</param>
internal sealed class LinkErrors(DiagnosticBag diagnostics, int limit)
{
    private readonly DiagnosticBag _diagnostics = diagnostics;
    private readonly List<LinkError> _told = [];
    private readonly Dictionary<(string Code, ObjectUnit Unit, Utf8Name Symbol), LinkError> _places = [];
    private int _untold;

    /// <summary>Whether the link has failed.</summary>
    public bool HasErrors => _told.Count > 0;

    /// <summary>Whether one more error would be told, so that it is worth its text.</summary>
    public bool HasRoom => limit == 0 || _told.Count < limit;

    /// <summary>Adds what is wrong with a unit.</summary>
    public void Add(DiagnosticDescriptor descriptor, ObjectUnit unit, string message)
    {
        if (descriptor.Severity == DiagnosticSeverity.Error)
            Add(new LinkError(descriptor.At(message, unit.Path)));
        else
            _diagnostics.Add(descriptor.At(message, unit.Path));
    }

    /// <summary>Adds what is to be said of a unit's definition; its module is for the caller of the link to fill in.</summary>
    public void Add(DiagnosticDescriptor descriptor, ObjectUnit unit, Utf8Name symbol, string message)
    {
        var diagnostic = descriptor.About(new("", unit.Name, symbol.ToString()), message) with { File = unit.Path };
        if (descriptor.Severity == DiagnosticSeverity.Error)
            Add(new LinkError(diagnostic));
        else
            _diagnostics.Add(diagnostic);
    }

    /// <summary>Adds what somebody else found.</summary>
    public void AddRange(IEnumerable<Diagnostic> found)
    {
        foreach (var diagnostic in found)
        {
            if (diagnostic.Severity == DiagnosticSeverity.Error)
                Add(new LinkError(diagnostic));
            else
                _diagnostics.Add(diagnostic);
        }
    }

    /// <summary>An error at a relocated place: names symbol, relocation and place.</summary>
    public void AddAt(
        DiagnosticDescriptor descriptor, ObjectUnit unit, int section, in ObjectRelocation relocation, string message) =>
        Add(new LinkError(Describe(descriptor, unit, section, relocation, message)));

    /// <summary>An error of all of a unit's relocations to a symbol: the first place is named, later ones are counted.</summary>
    public void AddOnce(
        DiagnosticDescriptor descriptor, ObjectUnit unit, int section, in ObjectRelocation relocation, string message)
    {
        var place = (descriptor.Code, unit, NameOf(unit, relocation));
        if (_places.TryGetValue(place, out var known))
        {
            known.FurtherPlaces++;
            return;
        }

        var error = new LinkError(Describe(descriptor, unit, section, relocation, message)) { Place = place };
        _places.Add(place, error);
        Add(error);
    }

    /// <summary>An empty collection for a thread's share of the work, to be taken over with <see cref="Take"/>.</summary>
    public LinkErrors Fork() => new(new DiagnosticBag(), limit);

    /// <summary>Takes over what another thread found.</summary>
    public void Take(LinkErrors other)
    {
        _diagnostics.AddRange(other._diagnostics);
        foreach (var error in other._told)
        {
            if (error.Place is { } place && !_places.TryAdd(place, error))
                _places[place].FurtherPlaces += 1 + error.FurtherPlaces;
            else
                Add(error);
        }

        _untold += other._untold;
    }

    /// <summary>Ends a phase: tells what it found.</summary>
    /// <returns>Whether the link has failed.</returns>
    public bool Finish()
    {
        foreach (var error in _told)
            _diagnostics.Add(error.ToDiagnostic());
        if (_untold > 0)
        {
            _diagnostics.Add(new Diagnostic(_told[^1].Code, DiagnosticSeverity.Error,
                $"and {_untold} more errors of this link; --error-limit 0 tells all"));
        }

        return HasErrors;
    }

    /// <summary>Counts an error that there is no room to tell.</summary>
    public void AddUntold() => _untold++;

    private static Diagnostic Describe(
        DiagnosticDescriptor descriptor, ObjectUnit unit, int section, in ObjectRelocation relocation, string message) =>
        descriptor.At(
            $"{unit.Describe(section, relocation.Offset)}: {X64.Name(relocation.Type)} to {SymbolText.Quote(NameOf(unit, relocation))} {message}",
            unit.Path);

    private static Utf8Name NameOf(ObjectUnit unit, in ObjectRelocation relocation)
    {
        ref readonly var symbol = ref unit.Symbols.AsSpan()[(int)relocation.Symbol];
        return symbol is { Name.IsEmpty: true, IsInSection: true } ? unit.Sections[symbol.Section].Name : symbol.Name;
    }

    private void Add(LinkError error)
    {
        if (HasRoom)
            _told.Add(error);
        else
            AddUntold();
    }
}
