using Graft.Protocol;

namespace Graft;

/// <summary>What is to be said of a definition that its module no longer has: whether anybody still refers to it.</summary>
internal static class RetirementReport
{
    /// <summary>Others are counted; a message is no list.</summary>
    private const int MostNamed = 3;

    /// <summary>
    /// Says it; null if there is nothing to say: a migration that nobody refers to has done its work, and a load that needs one brings its own.
    /// Guarded by the agent's lock.
    /// </summary>
    public static Diagnostic? Of(Definition definition, string module)
    {
        string unit = definition.Unit!.Name;
        var subject = new DiagnosticSubject(module, unit, definition.Symbol.Name.ToString());
        string gone = $"{SymbolText.Quote(definition.Symbol.Name)} is gone from unit {unit} of module {module}, but";
        var users = new List<Wanter>();
        foreach (var wanter in definition.Symbol.Wanters)
        {
            if (!wanter.IsWeak)
                users.Add(wanter);
        }

        if (users.Count == 0)
        {
            if (MigrationName.IsMigration(definition.Symbol.Name, definition.Kind))
                return null;
            return DiagnosticCatalog.DefinitionRetained.About(
                subject, $"{gone} running code may use it: the old one stays until the module is unloaded");
        }

        string named = string.Join(", ", users.Take(MostNamed).Select(user => $"unit {user.Unit} of module {user.Module}"));
        string more = users.Count > MostNamed ? $" and {users.Count - MostNamed} more" : "";
        return DiagnosticCatalog.RemovedInUse.About(
            subject, $"{gone} {named}{more} refers to it: the old one stays, also for those; rebuild them without it, or put it back");
    }
}
