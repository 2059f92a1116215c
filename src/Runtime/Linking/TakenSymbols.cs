using Graft.Protocol;

namespace Graft;

/// <summary>
/// Finds definitions of one link that define the same symbol. A symbol that only one definition has pinned is not looked at: in a module that
/// is new these are all. Guarded by the agent's lock.
/// </summary>
/// <param name="link">The link, whose definitions are evaluated and pinned one after the other.</param>
internal sealed class TakenSymbols(PendingLink link)
{
    private Dictionary<Symbol, int>? _taken;
    private int _known;

    /// <summary>The first definition of the symbol that a newly pinned definition defines; null if that is itself, or yields.</summary>
    public int? FindEarlier(int definition)
    {
        var symbol = link.Definitions[definition].Symbol;
        if (symbol.Pins <= 1 || link.Definitions[definition].Outcome == DefinitionOutcome.Yield)
            return null;
        _taken ??= [];
        for (; _known <= definition; _known++)
        {
            if (link.Definitions[_known].Outcome != DefinitionOutcome.Yield)
                _taken.TryAdd(link.Definitions[_known].Symbol, _known);
        }

        return _taken[symbol] is var first && first != definition ? first : null;
    }
}
