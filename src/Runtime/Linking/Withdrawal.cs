using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft;

/// <summary>
/// Takes readiness back from nodes that lost something they need, and from those that need these. They stay callable, and
/// become Ready again as they did the first time. Linear in nodes and references. Guarded by the agent's lock.
/// </summary>
internal static class Withdrawal
{
    /// <summary>Finds the nodes and makes them wait.</summary>
    /// <param name="table">The runtime's symbols.</param>
    /// <returns>The nodes that wait again.</returns>
    public static List<Node> Run(SymbolTable table)
    {
        var users = new Dictionary<Node, List<Node>>();
        var withdrawn = new List<Node>();
        foreach (var node in table.Modules.Values.SelectMany(module => module.Units.Values).SelectMany(unit => unit.Nodes))
        {
            if (node.State != SymbolState.Ready)
                continue;
            foreach (var needed in node.NeedsNodes)
                Add(users, needed, node);
            bool isWhole = true;
            foreach (var symbol in node.NeedsSymbols)
            {
                isWhole &= symbol.Newest is not null;
                if (symbol.Newest?.Node is { } needed)
                    Add(users, needed, node);
            }

            if (!isWhole)
                withdrawn.Add(node);
        }

        foreach (var node in withdrawn)
            node.State = SymbolState.Emitted;
        for (int i = 0; i < withdrawn.Count; i++)
        {
            foreach (var user in users.GetValueOrDefault(withdrawn[i]) ?? [])
            {
                if (user.State != SymbolState.Ready)
                    continue;
                user.State = SymbolState.Emitted;
                withdrawn.Add(user);
            }
        }

        return withdrawn;
    }

    private static void Add(Dictionary<Node, List<Node>> users, Node needed, Node user) =>
        (CollectionsMarshal.GetValueRefOrAddDefault(users, needed, out _) ??= []).Add(user);
}
