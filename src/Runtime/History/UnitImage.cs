using Graft.Protocol;

namespace Graft;

/// <summary>
/// What a unit consisted of at a moment: a newer generation of it may take definitions and sections over, and an undo gives them back.
/// Immutable.
/// </summary>
internal sealed class UnitImage
{
    private readonly Definition[] _definitions;
    private readonly ulong[] _digests;
    private readonly Node[] _nodes;
    private readonly Symbol[] _wants;
    private readonly Wanter[] _wanters;
    private readonly Symbol[] _yields;
    private readonly bool _hasInitialisersToRun;

    private UnitImage(LoadedUnit unit)
    {
        Unit = unit;
        _definitions = [.. unit.Definitions];
        _digests = Array.ConvertAll(_definitions, definition => definition.Digest);
        _nodes = [.. unit.Nodes];
        _wants = [.. unit.Wants];
        _wanters = Array.ConvertAll(_wants, symbol => WanterOf(symbol, unit));
        _yields = [.. unit.Yields];
        _hasInitialisersToRun = unit.HasInitialisersToRun;
    }

    /// <summary>The unit.</summary>
    public LoadedUnit Unit { get; }

    /// <summary>What it defined.</summary>
    public ReadOnlySpan<Definition> Definitions => _definitions;

    /// <summary>The digest that each of these had.</summary>
    public ReadOnlySpan<ulong> Digests => _digests;

    /// <summary>Its sections.</summary>
    public ReadOnlySpan<Node> Nodes => _nodes;

    /// <summary>Notes that one state more, or less, that can be restored contains its sections.</summary>
    public void Hold(int change)
    {
        foreach (var node in _nodes)
            node.ImageCount += change;
    }

    /// <summary>A unit as it is now; null for none.</summary>
    public static UnitImage? Of(LoadedUnit? unit) => unit is null ? null : new(unit);

    /// <summary>Makes the unit its module's again, as it was.</summary>
    public void Restore(LoadedModule module)
    {
        Refill(Unit.Definitions, _definitions);
        Refill(Unit.Nodes, _nodes);
        Refill(Unit.Wants, _wants);
        Refill(Unit.Yields, _yields);
        Unit.IsDetached = false;
        Unit.HasInitialisersToRun = _hasInitialisersToRun && !module.InitialisedUnits.Contains(Unit.Name); // a newer generation's may have run
        module.Units[Unit.Name] = Unit;
        module.KnownUnits.TryAdd(Unit.Name, Unit.Position);
        for (int i = 0; i < _definitions.Length; i++)
        {
            _definitions[i].Unit = Unit;
            _definitions[i].Digest = _digests[i];
            _definitions[i].IsRetired = false;
        }

        for (int i = 0; i < _wants.Length; i++)
            _wants[i].AddWanter(_wanters[i]);
    }

    private static void Refill<T>(List<T> list, T[] items)
    {
        list.Clear();
        list.AddRange(items);
    }

    // Of the units of a module that want a symbol only the first is noted.
    private static Wanter WanterOf(Symbol symbol, LoadedUnit unit)
    {
        foreach (var wanter in symbol.Wanters)
        {
            if (wanter.Module == unit.Module)
                return wanter with { Unit = unit.Name };
        }

        return new(unit.Module, unit.Name, symbol.Signature, IsWeak: false);
    }
}
