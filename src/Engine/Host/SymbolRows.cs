using Graft.Client;
using Graft.Engine.Graph;
using Graft.Protocol;

namespace Graft.Engine.Host;

/// <summary>The graph as clients see it: a row for each definition and want.</summary>
internal static class SymbolRows
{
    /// <summary>The rows of a module, or of all modules.</summary>
    public static IReadOnlyList<GraphSymbol> Of(SymbolGraph graph, string? module)
    {
        var rows = new List<GraphSymbol>();
        foreach (var one in graph.Modules.Where(m => module is null || m.Name == module))
        {
            foreach (var unit in one.Units)
            {
                foreach (var d in unit.Definitions)
                    rows.Add(new(one.Name, unit.Name, d.Name, true, d.Kind, d.Binding, d.Signature, d.Size, d.Digest));
                foreach (var w in unit.Wants)
                    rows.Add(new(one.Name, unit.Name, w.Name, false, SymbolKind.Unknown, SymbolBinding.Strong, w.Signature, 0, 0));
            }
        }

        return rows;
    }
}
