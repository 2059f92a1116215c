using Graft.Protocol;

namespace Graft;

/// <summary>
/// Whether links that are committed together get into each other's way. Each was resolved without knowing what the others bring, so
/// what one link would have given way to, had the other come before, is found here. Guarded by the agent's lock.
/// </summary>
internal static class Collisions
{
    /// <summary>Looks for what a link and those before it both bring.</summary>
    /// <param name="staged">The link.</param>
    /// <param name="others">Those before it.</param>
    /// <returns>Null if all can be committed as one.</returns>
    public static Diagnostic? Find(StagedLink staged, IReadOnlyList<StagedLink> others)
    {
        if (others.Count == 0)
            return null;
        var request = staged.Link.Request;
        var own = new Dictionary<Symbol, int>();
        for (int i = 0; i < staged.Link.Definitions.Length; i++)
        {
            if (IsPlaced(staged, i))
                own.Add(staged.Link.Definitions[i].Symbol, i);
        }

        foreach (var other in others)
        {
            if (other.Link.Request.Module == request.Module)
                return DiagnosticCatalog.TransactionCollision.At($"module {request.Module} is twice in one transaction; name it once");
            for (int i = 0; i < other.Link.Definitions.Length; i++)
            {
                if (IsPlaced(other, i) && own.TryGetValue(other.Link.Definitions[i].Symbol, out int index)
                    && Judge(request.Definitions[index], other.Link.Request.Definitions[i], request.Module, other.Link.Request.Module) is { } collision)
                    return collision;
            }
        }

        return null;
    }

    private static bool IsPlaced(StagedLink staged, int index) =>
        staged.Link.Definitions[index].Outcome == DefinitionOutcome.Place && staged.Request.Addresses[index] != 0;

    // Of functions and constants the later one counts, as it would if it came later; of variables there must not be two.
    private static Diagnostic? Judge(in SymbolDefinition own, in SymbolDefinition other, string module, string otherModule)
    {
        if (own.Binding == SymbolBinding.Strong && other.Binding == SymbolBinding.Strong)
            return DiagnosticCatalog.DuplicateSymbol.At($"{SymbolText.Quote(own.Name)} is defined by module {module} and by module {otherModule}, which are loaded together");
        return own.Kind.IsFunction() || own.Kind == SymbolKind.ReadOnlyData
            ? null
            : DiagnosticCatalog.TransactionCollision.At(
                $"variable {SymbolText.Quote(own.Name)} is new in module {module} and in module {otherModule}, and they are to share it; load one of them first, then both can be patched together");
    }
}
