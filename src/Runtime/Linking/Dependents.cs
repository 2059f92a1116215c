using Graft.Protocol;

namespace Graft;

/// <summary>A unit that refers to something of another module.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Symbol">What it refers to.</param>
/// <param name="IsData">Whether it holds an address in that module's memory; otherwise only a stub's.</param>
internal readonly record struct Dependence(LoadedUnit Unit, Symbol Symbol, bool IsData);

/// <summary>Who refers to what modules define. Guarded by the agent's lock.</summary>
internal static class Dependents
{
    // Enough to see what has to go first, few enough to read.
    private const int MostNamed = 5;

    /// <summary>The units of other modules that do, in the order of their modules.</summary>
    /// <param name="table">The runtime's symbols.</param>
    /// <param name="modules">The modules' names.</param>
    public static List<Dependence> Find(SymbolTable table, HashSet<string> modules)
    {
        var found = new HashSet<Dependence>();
        foreach (var unit in Others(table, modules).SelectMany(other => other.Units.Values))
        {
            foreach (var symbol in unit.Uses)
            {
                if (symbol.LeadsTo(modules))
                    found.Add(new(unit, symbol, symbol.LeadsToDataOf(modules)));
            }
        }

        return [.. found];
    }

    /// <summary>Other modules whose replaced code may still use data of these.</summary>
    /// <param name="table">The runtime's symbols.</param>
    /// <param name="modules">The modules' names.</param>
    public static List<string> FindReplacedUsers(SymbolTable table, HashSet<string> modules) =>
        [.. Others(table, modules)
            .Where(other => other.ReplacedUses.Any(symbol => symbol.LeadsToDataOf(modules)))
            .Select(other => other.Name)];

    /// <summary>Why modules must stay, one diagnostic for each module that refers to them.</summary>
    /// <param name="modules">The modules' names.</param>
    /// <param name="dependences">Who refers to them.</param>
    public static IEnumerable<Diagnostic> Describe(IEnumerable<string> modules, IEnumerable<Dependence> dependences) =>
        dependences.GroupBy(dependence => dependence.Unit.Module).Select(user =>
        {
            bool hasData = user.Any(dependence => dependence.IsData);
            string remedy = hasData
                ? $"unload {user.Key} first or together with it: it holds the addresses of that data, so that --force is of no use"
                : $"unload {user.Key} first or together with it, or use --force: calls then wait, or fail, until a module defines the function again";
            return DiagnosticCatalog.ModuleInUse.At(
                $"module {string.Join(", ", modules)} is in use by module {user.Key}: {Names(user)}; {remedy}");
        });

    private static IEnumerable<LoadedModule> Others(SymbolTable table, HashSet<string> modules) =>
        table.Modules.Values.Where(other => !modules.Contains(other.Name));

    private static string Names(IEnumerable<Dependence> uses)
    {
        var names = uses
            .OrderByDescending(use => use.IsData)
            .ThenBy(use => use.Unit.Name, StringComparer.Ordinal)
            .ThenBy(use => use.Symbol.Name.ToString(), StringComparer.Ordinal)
            .Select(use => $"unit {use.Unit.Name} refers to {(use.IsData ? "data " : "")}{SymbolText.Quote(use.Symbol.Name)}")
            .ToList();
        string more = names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "";
        return string.Join(", ", names.Take(MostNamed)) + more;
    }
}
