using Graft.Protocol;

namespace Graft;

/// <summary>A variable that gets new memory because its type changed, and the function that takes its value over.</summary>
/// <param name="Index">The new definition's index in its link.</param>
/// <param name="Function">Index of the function <c>graft_migrate.NAME(old, new)</c>.</param>
/// <param name="Old">The definition that has the value.</param>
internal readonly record struct Migration(int Index, int Function, Definition Old)
{
    /// <summary>The migrations of a link. The resolver placed a variable anew only where there is a function for it.</summary>
    public static List<Migration> Of(PendingLink link)
    {
        var migrations = new List<Migration>();
        if (link.ModuleGeneration == 0)
            return migrations; // A new module has no values that live on.
        for (int i = 0; i < link.Definitions.Length; i++)
        {
            if (link.Definitions[i] is { Outcome: DefinitionOutcome.Place, Existing: { IsState: true } old } && link.Request.Definitions[i].Kind.IsState())
                migrations.Add(new(i, FindFunction(link.Request, i), old));
        }

        return migrations;
    }

    /// <summary>The function that a request brings for one of its variables, of the same unit before others; -1 if it has none.</summary>
    public static int FindFunction(ResolveRequest request, int variable)
    {
        ref readonly var wanted = ref request.Definitions[variable];
        int found = -1;
        for (int i = 0; i < request.Definitions.Count; i++)
        {
            ref readonly var definition = ref request.Definitions[i];
            if (definition.Kind != SymbolKind.Function || !MigrationName.IsFor(definition.Name, wanted.Name))
                continue;
            if (definition.Unit == wanted.Unit)
                return i;
            if (definition.Binding != SymbolBinding.Local)
                found = i;
        }

        return found;
    }
}
