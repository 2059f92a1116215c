using System.Collections.Immutable;

namespace Graft.Engine.Graph;

/// <summary>
/// All that is known of the symbols of all modules. Immutable, so safe to share between threads; compares by content. The
/// queries build an index on first use, linear in the number of symbols.
/// </summary>
internal sealed partial class SymbolGraph : IEquatable<SymbolGraph>
{
    /// <summary>The graph of no modules.</summary>
    public static readonly SymbolGraph Empty = new(ImmutableSortedDictionary.Create<string, ModuleSymbols>(StringComparer.Ordinal));

    private readonly ImmutableSortedDictionary<string, ModuleSymbols> _modules;
    private readonly Lazy<SymbolIndex> _index;

    private SymbolGraph(ImmutableSortedDictionary<string, ModuleSymbols> modules)
    {
        _modules = modules;
        _index = new(() => new SymbolIndex([.. modules.Values]));
        foreach (var module in modules.Values)
            SymbolCount += module.SymbolCount;
    }

    /// <summary>The modules, sorted by name.</summary>
    public IEnumerable<ModuleSymbols> Modules => _modules.Values;

    /// <summary>How many modules there are.</summary>
    public int ModuleCount => _modules.Count;

    /// <summary>How many definitions and wants there are.</summary>
    public int SymbolCount { get; }

    /// <summary>The graph of these modules; of several with one name, the last.</summary>
    public static SymbolGraph Of(IEnumerable<ModuleSymbols> modules)
    {
        var builder = Empty._modules.ToBuilder();
        foreach (var module in modules)
            builder[module.Name] = module;
        return builder.Count == 0 ? Empty : new(builder.ToImmutable());
    }

    /// <summary>A module's content, or null.</summary>
    public ModuleSymbols? Find(string module) => _modules.GetValueOrDefault(module);

    /// <summary>The graph with a module in its new state: this very graph if nothing is new.</summary>
    public SymbolGraph With(ModuleSymbols module) =>
        module.Equals(Find(module.Name)) ? this : new(_modules.SetItem(module.Name, module));

    /// <summary>The graph without a module: this very graph if it has none of that name.</summary>
    public SymbolGraph Without(string module) =>
        _modules.ContainsKey(module) ? new(_modules.Remove(module)) : this;

    /// <inheritdoc/>
    public bool Equals(SymbolGraph? other) =>
        ReferenceEquals(this, other)
        || (other is not null && SymbolCount == other.SymbolCount && _modules.Values.SequenceEqual(other._modules.Values));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SymbolGraph);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ModuleCount, SymbolCount);
}
