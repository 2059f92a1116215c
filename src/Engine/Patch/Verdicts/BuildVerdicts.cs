using Graft.Client;
using Graft.Engine.Graph;
using Graft.Protocol;

namespace Graft.Engine.Patch;

/// <summary>
/// Says at build time what a program that runs a module as the last build left it would make of this build's edits. It knows symbols, not
/// programs: what a runtime has to say when it is patched is decisive.
/// </summary>
internal sealed class BuildVerdicts
{
    private const string Would = "a program that runs this module";

    private readonly ModuleSymbols _new;
    private readonly SymbolGraph _graph;
    private readonly HashSet<string> _defined;
    private readonly List<Verdict> _verdicts = [];
    private int _applied;

    private BuildVerdicts(ModuleSymbols module, SymbolGraph graph)
    {
        (_new, _graph) = (module, graph);
        _defined = [.. module.Units.SelectMany(unit => unit.Definitions).Select(definition => definition.Name)];
    }

    /// <summary>Compares a build with the one before.</summary>
    /// <param name="before">The module as the last build left it; null if there was none.</param>
    /// <param name="now">The module as it is.</param>
    /// <param name="graph">All modules, with this one as it is.</param>
    /// <param name="sources">What its objects were made from.</param>
    public static IReadOnlyList<Verdict> Compare(ModuleSymbols? before, ModuleSymbols now, SymbolGraph graph, IReadOnlyList<UnitSource> sources)
    {
        if (before is null || before.Equals(now))
            return [];
        var verdicts = new BuildVerdicts(now, graph);
        var units = now.Units.ToDictionary(unit => unit.Name, StringComparer.Ordinal);
        foreach (var unit in before.Units)
        {
            if (!units.TryGetValue(unit.Name, out var other))
                other = new(unit.Name, [], []);
            if (!unit.Equals(other))
                verdicts.Compare(unit, other);
        }

        var places = new EditPlaces(sources);
        return [.. verdicts._verdicts.Select(verdict => Place(verdict, places))];
    }

    private static Verdict Place(Verdict verdict, EditPlaces places) =>
        EditVerdicts.FindEndless(verdict, places) is { } endless ? Verdict.From(endless)! : EditVerdicts.Place(verdict, places);

    // Both lists are sorted by name; locals of one name stand in the order of their digests.
    private void Compare(UnitSymbols before, UnitSymbols now)
    {
        var (old, definitions) = (before.Definitions, now.Definitions);
        int i = 0, j = 0;
        while (i < old.Length || j < definitions.Length)
        {
            int order = i == old.Length ? 1 : j == definitions.Length ? -1 : string.CompareOrdinal(old[i].Name, definitions[j].Name);
            if (order < 0)
                AddRemoved(before.Name, old[i++]);
            else if (order > 0)
                AddNew(now.Name, definitions[j++]);
            else
                AddChanged(now.Name, old[i++], definitions[j++]);
        }
    }

    private void AddNew(string unit, in GraphDefinition definition)
    {
        if (definition.Kind.IsFunction() && _applied++ < EditVerdicts.MostApplied)
            _verdicts.Add(EditVerdicts.Applied(Subject(unit, definition), isNew: true));
    }

    private void AddChanged(string unit, in GraphDefinition before, in GraphDefinition now)
    {
        if (IsState(before.Kind) && IsState(now.Kind))
        {
            if (before.Kind != now.Kind || before.Size != now.Size || !IsSame(before.Signature, now.Signature))
            {
                // Whether the value can move is decided in the runtime.
                string migration = MigrationName.Of(now.Name);
                if (_new.Units.Any(other => other.Definitions.Any(definition => definition.Name == migration)))
                    return;
                Add(DiagnosticCatalog.DataTypeChanged, unit, now,
                    $"{Name(now)} changes from {Describe(before)} to {Describe(now)}: {Would} refuses the edit while the value is alive; give the new one another name, or restart it");
            }
            else if (before.Digest != now.Digest)
            {
                Add(DiagnosticCatalog.InitialiserInert, unit, now, $"the initialiser of {Name(now)} changes: {Would} keeps the value that it has");
            }
        }
        else if (now.Kind.IsFunction() && before.Digest != now.Digest)
        {
            if (before.Kind.IsFunction() && !IsSame(before.Signature, now.Signature))
                AddStaleCallers(before, now);
            if (_applied++ < EditVerdicts.MostApplied)
                _verdicts.Add(EditVerdicts.Applied(Subject(unit, now), isNew: !before.Kind.IsFunction()));
        }
    }

    private void AddStaleCallers(GraphDefinition before, GraphDefinition now)
    {
        if (now.Binding == SymbolBinding.Local)
            return;
        foreach (var caller in _graph.WantersOf(now.Name).Where(caller => caller.Want.Signature.Length > 0 && IsSame(caller.Want.Signature, before.Signature)))
        {
            var subject = new DiagnosticSubject(caller.Module, caller.Unit, now.Name);
            _verdicts.Add(Verdict.From(DiagnosticCatalog.SignatureMismatch.About(subject,
                $"unit {caller.Unit} of module {caller.Module} was compiled for {Name(now)} as '{before.Signature}', but module {_new.Name} defines it as '{now.Signature}': "
                + $"in {Would} it goes on with the old definition; rebuild {caller.Module}"))!);
        }
    }

    private void AddRemoved(string unit, GraphDefinition definition)
    {
        if (definition.Binding == SymbolBinding.Local || _defined.Contains(definition.Name))
            return;
        if (_graph.WantersOf(definition.Name) is not [var user, ..])
        {
            // Nothing runs it but a load that needs it, and that brings its own.
            if (MigrationName.IsMigration(Utf8Name.From(definition.Name), definition.Kind))
                return;
            Add(DiagnosticCatalog.DefinitionRetained, unit, definition, $"{Name(definition)} is gone: {Would} keeps the old one for code that may use it");
            return;
        }

        Add(DiagnosticCatalog.RemovedInUse, unit, definition,
            $"{Name(definition)} is gone, but unit {user.Unit} of module {user.Module} refers to it: {Would} keeps the old one; rebuild {user.Module} without it, or put it back");
    }

    private void Add(DiagnosticDescriptor descriptor, string unit, in GraphDefinition definition, string message) =>
        _verdicts.Add(Verdict.From(descriptor.About(Subject(unit, definition), message))!);

    private DiagnosticSubject Subject(string unit, in GraphDefinition definition) => new(_new.Name, unit, definition.Name);

    private static string Name(in GraphDefinition definition) => SymbolText.Quote(definition.Name);

    private static string Describe(in GraphDefinition definition) =>
        (definition.Kind == SymbolKind.ThreadLocal ? "thread-local " : "") + $"{definition.Size} bytes" + (definition.Signature.Length == 0 ? "" : $" ({definition.Signature})");

    private static bool IsState(SymbolKind kind) => kind is SymbolKind.Data or SymbolKind.ThreadLocal;

    // What is not known does not differ.
    private static bool IsSame(string before, string now) => before.Length == 0 || now.Length == 0 || before == now;
}
