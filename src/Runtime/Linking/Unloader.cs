using Graft.Protocol;

namespace Graft;

/// <summary>
/// Takes modules out of the symbol table: symbols that nobody else refers to go, the others wait for a definition again. What
/// had become Ready with the modules' help is Ready no longer. Guarded by the agent's lock.
/// </summary>
/// <param name="table">The runtime's symbols.</param>
/// <param name="committer">Leads symbols to definitions that are left.</param>
internal sealed class Unloader(SymbolTable table, Committer committer)
{
    /// <summary>Takes them out.</summary>
    /// <param name="modules">The modules' names.</param>
    /// <param name="removed">How many definitions went.</param>
    /// <returns>Nodes of other modules that wait again.</returns>
    public List<Node> Remove(HashSet<string> modules, out int removed)
    {
        table.Version++;
        foreach (string module in modules)
            table.Remove(module);
        var lost = new List<Symbol>();
        foreach (var symbol in table.Symbols)
        {
            bool wasCallable = symbol.FormerFunction is not null;
            if (symbol.Forget(modules))
                lost.Add(symbol);
            else if (wasCallable && symbol.FormerFunction is null)
                table.LeadToTrap(symbol);
        }

        removed = lost.Count(symbol => symbol.Leader is null);
        foreach (var symbol in lost)
        {
            symbol.Follow(null);
            if (symbol.Live is not null)
                continue;
            table.LeadToTrap(symbol);
            if (symbol.Newest is { } next)
                table.OpenEntry(symbol, next); // the trap may lead threads there that make it Ready
        }

        MarkStale(lost);
        DropUnused();
        foreach (var symbol in lost)
            FindAnother(symbol);
        return Withdrawal.Run(table);
    }

    // Their own definitions were left out because the lost ones were there: they must be linked again to bring them.
    private void MarkStale(List<Symbol> lost)
    {
        var gone = lost.ToHashSet();
        foreach (var unit in table.Modules.Values.SelectMany(module => module.Units.Values))
            unit.IsStale |= unit.Yields.Exists(gone.Contains);
    }

    private void DropUnused()
    {
        var used = new HashSet<Symbol>();
        foreach (var module in table.Modules.Values)
        {
            used.UnionWith(module.ReplacedUses);
            foreach (var unit in module.Units.Values)
                used.UnionWith(unit.Uses);
        }

        foreach (var symbol in table.Symbols.ToList())
        {
            bool isProvided = symbol.Newest is { IsHost: false };
            if (!isProvided && !symbol.IsHeld && !used.Contains(symbol))
                table.Drop(symbol);
        }
    }

    // Another definition that whoever wants the symbol sees: a module's with a signature that fits, or the program's own.
    private void FindAnother(Symbol symbol)
    {
        if (symbol.Newest is not null || !symbol.IsCommitted)
            return;
        var name = symbol.Group.Key.Name;
        LeadTo(SymbolKey.Global(name));
        foreach (var module in table.OrderedModules)
            LeadTo(SymbolKey.Own(name, module.Name));
        LeadTo(SymbolKey.Host(name));
    }

    private void LeadTo(SymbolKey key)
    {
        foreach (var defined in table.Find(key)?.Symbols ?? default)
            Lead(defined);
    }

    private void Lead(Symbol defined)
    {
        if (defined.Newest is not { } definition || definition.Symbol != defined)
            return;
        committer.Define(definition);
        if (definition.State == SymbolState.Ready)
            table.GoLive(definition);
    }
}
