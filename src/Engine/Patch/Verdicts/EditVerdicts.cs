using Graft.Client;
using Graft.Protocol;

namespace Graft.Engine.Patch;

/// <summary>
/// Makes one list of what became of each edit: of what was applied, as the link counted it, and of what the linker and the runtime had
/// to say; each with its place in the source.
/// </summary>
internal static class EditVerdicts
{
    /// <summary>Of so many that are applied each is named; what a tool shows of more is a number.</summary>
    public const int MostApplied = 100;

    /// <summary>Greater sources are not searched for the line of what was simply applied: that would cost more than the link.</summary>
    private const long GreatestSearched = 512 * 1024;

    /// <summary>A function or variable that is as its source says, from the next call on.</summary>
    public static Verdict Applied(DiagnosticSubject subject, bool isNew) => Of(
        DiagnosticCatalog.EditApplied, subject,
        isNew ? $"{SymbolText.Quote(subject.Symbol)} is new" : $"{SymbolText.Quote(subject.Symbol)} has its new code from the next call on");

    /// <summary>A unit whose functions call each other directly.</summary>
    public static Verdict Whole(string module, string unit) => Of(
        DiagnosticCatalog.UnitReplaced, new(module, unit, ""),
        $"unit {unit} was replaced as a whole, since it was not compiled to be patchable: a thread that is inside one of its functions stays in the old ones, "
        + "also in those that they call or that were inlined, until it has returned from them; compile with GraftPatchable (--patchable) where that matters");

    /// <summary>Completes a result: places, and the list. What was completed before stays as it is.</summary>
    /// <param name="result">What a load gave; of its verdicts those count that no diagnostic gives.</param>
    /// <param name="module">The module, which diagnostics of the linker do not name.</param>
    /// <param name="sources">What its objects were made from.</param>
    public static LoadModuleResult Complete(LoadModuleResult result, string module, IReadOnlyList<UnitSource> sources)
    {
        if (result.Verdicts.Count == 0 && !result.Diagnostics.Any(diagnostic => diagnostic.Verdict is not null))
            return result;
        var places = new EditPlaces(sources);
        List<Diagnostic> diagnostics = [.. result.Diagnostics.Select(diagnostic => Place(diagnostic, module, places))];
        List<Verdict> applied = [];
        foreach (var verdict in result.Succeeded ? result.Verdicts.Where(IsOfNoDiagnostic) : [])
        {
            if (FindEndless(verdict, places) is { } endless)
                diagnostics.Add(endless);
            else
                applied.Add(Place(verdict, places));
        }

        return result with { Diagnostics = diagnostics, Verdicts = [.. diagnostics.Select(Verdict.From).OfType<Verdict>(), .. applied] };
    }

    /// <summary>A verdict with its place, unless finding it would cost more than it is worth.</summary>
    public static Verdict Place(Verdict verdict, EditPlaces places)
    {
        if (places.SourceOf(verdict.Unit) is not { } file)
            return verdict;
        if (verdict.Kind == VerdictKind.Applied && places.SizeOf(verdict.Unit) > GreatestSearched)
            return verdict with { File = file };
        var (_, place) = places.Find(new(verdict.Module, verdict.Unit, verdict.Symbol));
        return verdict with { File = file, Line = place.Line, Column = place.Column };
    }

    /// <summary>What there is to say of a changed function that no thread leaves; null if it is none.</summary>
    public static Diagnostic? FindEndless(Verdict verdict, EditPlaces places)
    {
        var subject = new DiagnosticSubject(verdict.Module, verdict.Unit, verdict.Symbol);
        if (verdict.Code != DiagnosticCatalog.EditApplied.Code || places.SizeOf(verdict.Unit) > GreatestSearched || !places.IsEndless(subject))
            return null;
        return places.Place(DiagnosticCatalog.EndlessFunction.About(
            subject,
            $"{SymbolText.Quote(verdict.Symbol)} has a loop that it never leaves: a thread that is inside goes on with the old code, only new calls get the new; "
            + "let the loop call a function that does the work, and edit that"));
    }

    private static bool IsOfNoDiagnostic(Verdict verdict) =>
        verdict.Code == DiagnosticCatalog.EditApplied.Code || verdict.Code == DiagnosticCatalog.UnitReplaced.Code;

    // A stale caller of another module has no source here.
    private static Diagnostic Place(Diagnostic diagnostic, string module, EditPlaces places)
    {
        if (diagnostic.Subject is { Module: "" } subject)
            diagnostic = diagnostic with { Subject = subject with { Module = module } };
        return diagnostic.Subject is { } known && known.Module == module && diagnostic.Code != DiagnosticCatalog.SignatureMismatch.Code
            ? places.Place(diagnostic)
            : diagnostic;
    }

    private static Verdict Of(DiagnosticDescriptor descriptor, DiagnosticSubject subject, string message) =>
        new(descriptor.Verdict!.Value, descriptor.Code, subject.Module, subject.Unit, subject.Symbol, message);
}
