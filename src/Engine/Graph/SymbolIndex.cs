using System.Collections.Immutable;
using Graft.Protocol;

namespace Graft.Engine.Graph;

/// <summary>
/// Where each name of a graph is defined and wanted. Modules and units are numbered; units run through all modules.
/// Immutable once made, in time linear in the number of symbols.
/// </summary>
internal sealed class SymbolIndex
{
    private static readonly List<SymbolPlace> None = [];

    private readonly int[] _moduleOfUnit;
    private readonly int[] _firstUnit;

    /// <summary>Indexes modules.</summary>
    public SymbolIndex(ImmutableArray<ModuleSymbols> modules)
    {
        Modules = modules;
        Units = [.. modules.SelectMany(m => m.Units)];
        _moduleOfUnit = [.. modules.SelectMany((m, number) => Enumerable.Repeat(number, m.Units.Length))];
        _firstUnit = new int[modules.Length];
        for (int module = 1; module < modules.Length; module++)
            _firstUnit[module] = _firstUnit[module - 1] + modules[module - 1].Units.Length;
        for (int unit = 0; unit < Units.Length; unit++)
        {
            for (int i = 0; i < Units[unit].Definitions.Length; i++)
            {
                if (Units[unit].Definitions[i].Binding != SymbolBinding.Local)
                    Add(Definitions, Units[unit].Definitions[i].Name, new(unit, i));
            }

            for (int i = 0; i < Units[unit].Wants.Length; i++)
                Add(Wants, Units[unit].Wants[i].Name, new(unit, i));
        }
    }

    /// <summary>The modules by number.</summary>
    public ImmutableArray<ModuleSymbols> Modules { get; }

    /// <summary>The units by number.</summary>
    public ImmutableArray<UnitSymbols> Units { get; }

    /// <summary>Definitions that others may use, by name.</summary>
    public Dictionary<string, List<SymbolPlace>> Definitions { get; } = new(StringComparer.Ordinal);

    /// <summary>Wants by name.</summary>
    public Dictionary<string, List<SymbolPlace>> Wants { get; } = new(StringComparer.Ordinal);

    /// <summary>Where a name is defined.</summary>
    public List<SymbolPlace> DefinitionsOf(string name) => Definitions.GetValueOrDefault(name, None);

    /// <summary>Where a name is wanted.</summary>
    public List<SymbolPlace> WantersOf(string name) => Wants.GetValueOrDefault(name, None);

    /// <summary>The module that a place lies in.</summary>
    public string ModuleOf(SymbolPlace place) => Modules[_moduleOfUnit[place.Unit]].Name;

    /// <summary>The unit that a place lies in.</summary>
    public string UnitOf(SymbolPlace place) => Units[place.Unit].Name;

    /// <summary>The definition at a place.</summary>
    public GraphDefinition DefinitionAt(SymbolPlace place) => Units[place.Unit].Definitions[place.Item];

    /// <summary>The want at a place.</summary>
    public GraphWant WantAt(SymbolPlace place) => Units[place.Unit].Wants[place.Item];

    /// <summary>Module and name of a unit.</summary>
    public UnitPlace PlaceOfUnit(int unit) => new(Modules[_moduleOfUnit[unit]].Name, Units[unit].Name);

    /// <summary>The units that satisfy a unit's wants.</summary>
    public IEnumerable<int> UnitEdges(int unit) => Units[unit].Wants.SelectMany(want => Satisfiers(unit, want.Name)).Distinct();

    /// <summary>The modules that satisfy a module's wants; itself too, if its units want each other's symbols.</summary>
    public IEnumerable<int> ModuleEdges(int module) =>
        Enumerable.Range(_firstUnit[module], Modules[module].Units.Length)
            .SelectMany(UnitEdges).Select(unit => _moduleOfUnit[unit]).Distinct();

    /// <summary>The names with strong definitions in more than one module.</summary>
    public IReadOnlyList<DuplicateName> FindDuplicates()
    {
        var duplicates = new List<DuplicateName>();
        foreach (var (name, places) in Definitions)
        {
            if (places.Count == 1)
                continue;
            string[] modules =
                [.. places.Where(p => DefinitionAt(p).Binding == SymbolBinding.Strong).Select(ModuleOf).Distinct().Order(StringComparer.Ordinal)];
            if (modules.Length > 1)
                duplicates.Add(new(name, modules));
        }

        duplicates.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return duplicates;
    }

    private static void Add(Dictionary<string, List<SymbolPlace>> places, string name, SymbolPlace place)
    {
        if (!places.TryGetValue(name, out var list))
            places.Add(name, list = new(1));
        list.Add(place);
    }

    private IEnumerable<int> Satisfiers(int unit, string name)
    {
        var all = DefinitionsOf(name);
        int module = _moduleOfUnit[unit];
        bool own = all.Exists(p => _moduleOfUnit[p.Unit] == module);
        return all.Where(p => !own || _moduleOfUnit[p.Unit] == module).Select(p => p.Unit);
    }
}

/// <summary>Where a symbol stands: a unit's number and the symbol's in the unit's list.</summary>
internal readonly record struct SymbolPlace(int Unit, int Item);
