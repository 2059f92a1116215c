using Graft.Protocol;

namespace Graft;

/// <summary>
/// Whether variables can move: only if nothing goes on using the old place. That is certain if all that refers to them is linked anew, is
/// Ready at once, and no thread is inside of what did. Guarded by the agent's lock.
/// </summary>
/// <param name="table">The runtime's symbols.</param>
/// <param name="codeMap">Whose code is where, also what was replaced.</param>
internal sealed class MigrationCheck(SymbolTable table, CodeMap codeMap)
{
    /// <summary>What stands in the way, whatever threads do.</summary>
    /// <param name="links">The links that are committed together.</param>
    /// <param name="consistency">How.</param>
    public Diagnostic? FindObstacle(IReadOnlyList<StagedLink> links, ConsistencyLevel consistency)
    {
        foreach (var staged in links)
        {
            var migrations = Migration.Of(staged.Link);
            if (migrations.Count == 0)
                continue;
            string? why = consistency != ConsistencyLevel.Synced ? "that takes a synced load ('graft load --synced', GraftConsistency=synced)"
                : FindUncallable(staged, migrations) ?? FindUsers(staged, migrations, links) ?? FindMissing(staged);
            if (why is not null)
                return Refusal(staged, migrations, why);
        }

        return null;
    }

    /// <summary>What stands in the way while threads stand: code that one of them is going to return to uses a variable.</summary>
    /// <param name="links">The links that are committed together.</param>
    /// <param name="threads">The threads, with the addresses of code on their stacks; null for one whose stack is not known.</param>
    public Diagnostic? FindRunningUser(IReadOnlyList<StagedLink> links, IReadOnlyList<(string Thread, ulong[]? Code)> threads)
    {
        foreach (var staged in links)
        {
            var migrations = Migration.Of(staged.Link);
            if (migrations.Count == 0)
                continue;
            var users = new VariableUsers([.. migrations.Select(migration => migration.Old)]);
            foreach (var (thread, code) in threads)
            {
                string? user = code is null ? "code that cannot be found out" : code.Select(address => FindUser(staged.Link.Request.Module, users, address)).FirstOrDefault(found => found is not null);
                if (user is not null)
                    return Refusal(staged, migrations, $"{SymbolText.Quote(thread)} stands at a sync point inside {user}, and would go on with the old one; let it come to one outside");
            }
        }

        return null;
    }

    private static string? FindUncallable(in StagedLink staged, List<Migration> migrations)
    {
        foreach (var migration in migrations)
        {
            if (migration.Function < 0 || FunctionAddress(staged, migration) == 0)
                return $"its function {SymbolText.Quote(staged.Link.Request.Definitions[migration.Index].Name)} was left out of the link";
        }

        return null;
    }

    /// <summary>Where a migration's function is once its link is committed; 0 if it was left out.</summary>
    public static ulong FunctionAddress(in StagedLink staged, in Migration migration) =>
        staged.Request.Addresses[migration.Function] is not 0 and var placed ? placed
        : staged.Link.Definitions[migration.Function] is { Outcome: DefinitionOutcome.Keep, Existing: { } kept } ? kept.Address
        : 0;

    private string? FindUsers(in StagedLink staged, List<Migration> migrations, IReadOnlyList<StagedLink> links)
    {
        var request = staged.Link.Request;
        var users = new VariableUsers([.. migrations.Select(migration => migration.Old)]);
        var replaced = request.Units.Select(unit => unit.Name).Concat(request.RemovedUnits).ToHashSet(StringComparer.Ordinal);
        foreach (var unit in table.Modules.Values.SelectMany(module => module.Units.Values))
        {
            bool isReplaced = unit.Module == request.Module && replaced.Contains(unit.Name);
            if (!isReplaced && users.FindIn(unit.Uses) is { } symbol)
                return $"unit {unit.Name} of module {unit.Module} uses {SymbolText.Quote(symbol.Name)} and is not linked anew with it; let it reach the variable through a function of module {request.Module}";
        }

        foreach (var other in links)
        {
            if (other.Link != staged.Link && users.FindIn(other.Link.Wants) is { } symbol)
                return $"module {other.Link.Request.Module} of the same transaction uses {SymbolText.Quote(symbol.Name)}; let it reach the variable through a function of module {request.Module}";
        }

        for (int i = 0; i < staged.Link.Definitions.Length; i++)
        {
            bool isKept = staged.Link.Definitions[i] is { Outcome: DefinitionOutcome.Keep, Existing.IsState: false } && staged.Request.Addresses[i] == 0;
            if (isKept && users.Uses(staged.Link.Definitions[i].Existing!.Value))
                return $"{SymbolText.Quote(request.Definitions[i].Name)} uses it and was not linked anew";
        }

        return null;
    }

    // Until all is Ready calls reach the old code, and that would use the old place.
    private static string? FindMissing(in StagedLink staged)
    {
        var link = staged.Link;
        foreach (int index in staged.Request.Nodes.NeedsSymbols.Targets)
        {
            var symbol = link.SymbolAt(index);
            if (index >= link.Definitions.Length && symbol.State != SymbolState.Ready)
                return $"the new code needs {SymbolText.Quote(symbol.Name)}, which is not ready; load the module that defines it first";
        }

        return null;
    }

    // A return address lies behind its call, and so behind the function if it ends with that.
    private string? FindUser(string module, VariableUsers users, ulong address)
    {
        if (codeMap.At(address) is not { } region || region.Module != module)
            return null;
        Definition?[] functions = [region.FunctionAt(address - 1), region.FunctionAt(address)];
        if (functions is [null, null])
            return $"nameless code of module {module}";
        return Array.Find(functions, function => function is { } known && users.Uses(known)) is { } user ? SymbolText.Quote(user.Symbol.Name) : null;
    }

    private static Diagnostic Refusal(in StagedLink staged, List<Migration> migrations, string why)
    {
        string names = string.Join(", ", migrations.Select(migration => SymbolText.Quote(migration.Old.Symbol.Name)));
        var request = staged.Link.Request;
        ref readonly var first = ref request.Definitions[migrations[0].Index];
        return DiagnosticCatalog.CannotMigrate.About(
            new(request.Module, request.Units[first.Unit].Name, first.Name.ToString()),
            $"{names} of module {request.Module} cannot be migrated: {why}; nothing was changed");
    }
}
