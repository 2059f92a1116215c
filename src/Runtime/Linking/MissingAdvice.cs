using Graft.Protocol;

namespace Graft;

/// <summary>
/// What was probably meant by a name that nobody defines, among all that the runtime's modules define, the program exports and every
/// process has. Guarded by the agent's lock; linear in the names, so asked for a few names only.
/// </summary>
/// <param name="table">The runtime's symbols.</param>
/// <param name="host">The process's symbols.</param>
internal sealed class MissingAdvice(SymbolTable table, HostSymbols host)
{
    /// <summary>The end of a message, with <c>; </c> in front; empty if nothing comes near.</summary>
    public string For(Utf8Name name)
    {
        var near = new NearName(name);
        foreach (var symbol in table.Symbols)
        {
            if (symbol.Newest is not { IsHost: false } definition)
                continue;
            var scope = symbol.Group.Key.Scope;
            if (scope == SymbolScope.Global)
                near.Offer(symbol.Name, $"module {definition.Module}");
            else if (symbol.Name == name)
                return $"; module {definition.Module} defines it, but {(scope == SymbolScope.Module ? "hidden" : "static")}: only that module may use it";
        }

        foreach (var export in host.Exports)
            near.Offer(export, "");
        near.OfferCommonNames();
        return near.Advice();
    }
}
