namespace Graft;

/// <summary>Finds code and constants that hold the address of a variable which is about to move. Guarded by the agent's lock.</summary>
internal sealed class VariableUsers
{
    /// <summary>How many nameless constants deep to look; what lies deeper counts as a user.</summary>
    private const int DepthLimit = 100;

    private readonly HashSet<Symbol> _symbols;
    private readonly HashSet<Node> _nodes;

    /// <summary>Looks for users of some variables.</summary>
    /// <param name="variables">Their definitions.</param>
    public VariableUsers(IReadOnlyCollection<Definition> variables)
    {
        _symbols = [.. variables.Select(variable => variable.Symbol)];
        foreach (var variable in variables)
        {
            foreach (var follower in variable.Symbol.Followers)
                _symbols.Add(follower);
        }

        _nodes = [.. variables.Select(variable => variable.Node).OfType<Node>()];
    }

    /// <summary>The first symbol of a variable among some; null if there is none.</summary>
    public Symbol? FindIn(IEnumerable<Symbol> symbols) => symbols.FirstOrDefault(_symbols.Contains).OrNull;

    /// <summary>Whether a definition's bytes may hold the address of one.</summary>
    public bool Uses(Definition definition) => definition.Node is not { } node || Uses(node, DepthLimit);

    private bool Uses(Node node, int depth)
    {
        if (depth == 0)
            return true;
        foreach (var symbol in node.NeedsSymbols)
        {
            if (_symbols.Contains(symbol))
                return true;
        }

        foreach (var needed in node.NeedsNodes)
        {
            if (_nodes.Contains(needed) || (needed != node && needed.Defines.Count == 0 && Uses(needed, depth - 1)))
                return true;
        }

        return false;
    }
}
