namespace Graft.Engine.Graph;

/// <summary>What can be asked. A want is satisfied by its own module if it can, otherwise by every module that defines the name.</summary>
internal sealed partial class SymbolGraph
{
    /// <summary>The names that some unit wants and no unit defines, sorted; a runtime's process may still provide them.</summary>
    public IReadOnlyList<string> UndefinedNames() =>
        [.. _index.Value.Wants.Keys.Where(name => !_index.Value.Definitions.ContainsKey(name)).Order(StringComparer.Ordinal)];

    /// <summary>The definitions of a name that others may use: none that is local.</summary>
    public IReadOnlyList<DefinitionPlace> DefinitionsOf(string name) =>
        [.. _index.Value.DefinitionsOf(name).Select(p => new DefinitionPlace(_index.Value.ModuleOf(p), _index.Value.UnitOf(p), _index.Value.DefinitionAt(p)))];

    /// <summary>Who wants a name.</summary>
    public IReadOnlyList<WantPlace> WantersOf(string name) =>
        [.. _index.Value.WantersOf(name).Select(p => new WantPlace(_index.Value.ModuleOf(p), _index.Value.UnitOf(p), _index.Value.WantAt(p)))];

    /// <summary>The names with strong definitions in more than one module, sorted, each with those modules.</summary>
    public IReadOnlyList<DuplicateName> Duplicates() => _index.Value.FindDuplicates();

    /// <summary>The other modules that want something which a module defines and they do not, sorted.</summary>
    public IReadOnlyList<string> DependentsOf(string module)
    {
        var index = _index.Value;
        return
        [
            .. index.Modules.Select((value, number) => (value.Name, number))
                .Where(other => other.Name != module && index.ModuleEdges(other.number).Any(to => index.Modules[to].Name == module))
                .Select(other => other.Name),
        ];
    }

    /// <summary>Modules that hang together in cycles, each group sorted by name; a group comes after those that it needs.</summary>
    public IReadOnlyList<IReadOnlyList<string>> ModuleComponents()
    {
        var index = _index.Value;
        return
        [
            .. Components.Find(index.Modules.Length, index.ModuleEdges)
                .Select(group => (IReadOnlyList<string>)[.. group.Select(m => index.Modules[m].Name).Order(StringComparer.Ordinal)]),
        ];
    }

    /// <summary>Units that hang together in cycles, over module borders; a group comes after those that it needs.</summary>
    public IReadOnlyList<IReadOnlyList<UnitPlace>> UnitComponents()
    {
        var index = _index.Value;
        return
        [
            .. Components.Find(index.Units.Length, index.UnitEdges)
                .Select(group => (IReadOnlyList<UnitPlace>)[.. group.Select(index.PlaceOfUnit).Order()]),
        ];
    }
}
