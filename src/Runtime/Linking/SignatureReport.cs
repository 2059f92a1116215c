using Graft.Protocol;

namespace Graft;

/// <summary>
/// Who was compiled for another signature than a function has. Such a caller is never led to the wrong code: it stays
/// with the old definition, or waits; this says so.
/// </summary>
internal static class SignatureReport
{
    /// <summary>Reports what a commit's definitions and wants do not agree about.</summary>
    public static void Add(SymbolTable table, PendingLink link, DiagnosticBag diagnostics)
    {
        foreach (var pending in link.Definitions)
        {
            if (pending.Outcome == DefinitionOutcome.Place && pending.Symbol.Group.Symbols.Count > 1)
                AddCallersOfOthers(table, pending.Symbol, diagnostics);
        }

        for (int i = 0; i < link.Wants.Length; i++)
        {
            var symbol = link.Wants[i];
            if (symbol.Newest is null && symbol.Group.Newest is { } other)
                diagnostics.Add(Mismatch(symbol, other, link.Request.Module, link.UnitThatWants(i)));
        }
    }

    // All of them, not only the first unit of each module: signatures of functions that others call change seldom.
    private static void AddCallersOfOthers(SymbolTable table, Symbol defined, DiagnosticBag diagnostics)
    {
        foreach (var other in defined.Group.Symbols)
        {
            if (other == defined || other.Newest == defined.Newest || defined.Newest is not { } newest)
                continue;
            foreach (var unit in table.Modules.Values.SelectMany(module => module.Units.Values).Where(unit => unit.Uses.Contains(other)))
                diagnostics.Add(Mismatch(other, newest, unit.Module, unit.Name));
        }
    }

    private static Diagnostic Mismatch(Symbol wanted, Definition defined, string module, string unit)
    {
        string effect = wanted.Newest is null ? "it waits" : "it goes on with the old definition";
        return DiagnosticCatalog.SignatureMismatch.About(
            new(module, unit, wanted.Name.ToString()),
            $"unit {unit} of module {module} was compiled for {SymbolText.Quote(wanted.Name)} as {Describe(wanted.Signature)}, "
            + $"but module {defined.Module} defines it as {Describe(defined.Signature)}: {effect}; rebuild {module}");
    }

    private static string Describe(string signature) => signature.Length == 0 ? "an unknown signature" : $"'{signature}'";
}
