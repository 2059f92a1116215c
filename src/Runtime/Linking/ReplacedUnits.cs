using Graft.Protocol;

namespace Graft;

/// <summary>The units whose definitions go with a link: those that it brings anew and those that it removes. Guarded by the agent's lock.</summary>
internal sealed class ReplacedUnits
{
    private readonly string _module;
    private readonly HashSet<string> _names;

    // Definitions of one unit come one after the other.
    private LoadedUnit? _last;
    private bool _isLastReplaced;

    /// <summary>Takes them from a request.</summary>
    public ReplacedUnits(ResolveRequest request)
    {
        _module = request.Module;
        _names = new(request.RemovedUnits, StringComparer.Ordinal);
        foreach (var unit in request.Units)
            _names.Add(unit.Name);
    }

    /// <summary>Whether any of them is a module's.</summary>
    public bool AreAnyOf(LoadedModule module) => _names.Any(module.KnownUnits.ContainsKey);

    /// <summary>Whether a definition of a module goes.</summary>
    public bool Define(Definition definition)
    {
        var unit = definition.Unit!;
        if (unit != _last)
            (_last, _isLastReplaced) = (unit, definition.Module == _module && _names.Contains(unit.Name));
        return _isLastReplaced;
    }
}
