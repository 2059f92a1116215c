using Graft.Protocol;

namespace Graft;

/// <summary>A module's function that is called before or after patches.</summary>
/// <param name="Module">Its module.</param>
/// <param name="Function">Where it is.</param>
internal readonly record struct ModuleHook(LoadedModule Module, nint Function)
{
    /// <summary>What is called before; whatever it returns but 0 is a veto.</summary>
    public static readonly Utf8Name Before = Utf8Name.From("graft_before_patch");

    /// <summary>What is called after.</summary>
    public static readonly Utf8Name After = Utf8Name.From("graft_after_patch");

    /// <summary>
    /// The hooks that can be called now: live code of modules that define the name, for all or for themselves, oldest module first. A function
    /// that is known to take something else than one pointer only happens to have the name.
    /// </summary>
    public static List<ModuleHook> Find(SymbolTable table, Utf8Name name)
    {
        var hooks = new List<ModuleHook>();
        foreach (var module in table.Modules.Values.OrderBy(module => module.FirstGeneration))
        {
            if (!module.IsUnloading && (FindIn(table.Find(SymbolKey.Own(name, module.Name)), module) ?? FindIn(table.Find(SymbolKey.Global(name)), module)) is { } hook)
                hooks.Add(hook);
        }

        return hooks;
    }

    private static ModuleHook? FindIn(SymbolGroup? group, LoadedModule module)
    {
        foreach (var symbol in group?.Symbols ?? default)
        {
            if (symbol.Live is { IsHost: false, Kind: SymbolKind.Function, IsRetired: false, Target: not 0 } live
                && live.Module == module.Name
                && (live.Signature.Length == 0 || live.Signature.EndsWith(" (ptr)", StringComparison.Ordinal)))
            {
                return new(module, (nint)live.Target);
            }
        }

        return null;
    }
}
