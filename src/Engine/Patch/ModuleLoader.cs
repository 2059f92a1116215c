using System.Diagnostics;
using Graft.Client;
using Graft.Engine.Build;
using Graft.Engine.Link;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Patch;

/// <summary>
/// Loads a module into a runtime, or patches the one that is there: units whose object did not change are left alone.
/// </summary>
public static class ModuleLoader
{
    /// <summary>How many missing symbols a message names; half of a large module may wait for the other half.</summary>
    private const int MostNamed = 5;

    /// <summary>Loads a module's files.</summary>
    /// <param name="agent">A session with the runtime, used by this thread alone meanwhile.</param>
    /// <param name="request">The module and its objects and archives.</param>
    /// <param name="outputs">Modules that are built but not written yet; null for none.</param>
    /// <returns>What was done. Failures are among its diagnostics, and then the runtime is as it was.</returns>
    public static LoadModuleResult Load(IAgent agent, LoadModuleRequest request, PendingOutputs? outputs = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        long start = Stopwatch.GetTimestamp();
        var diagnostics = new DiagnosticBag();
        var options = new LinkOptions
        {
            GcSections = request.GcSections,
            WholeArchives = request.WholeArchives,
            LinkOrder = request.LinkOrder,
            ErrorLimit = request.ErrorLimit,
        };
        var built = outputs?.Find(request.Inputs);
        using var memory = new FileMemory(built is null ? request.Inputs : []);
        memory.ForgetsFiles = memory.HoldsMany && !options.GcSections && IsNew(agent, request.Module);
        var inputs = built ?? (options.WholeArchives
            ? InputFiles.Load(request.Inputs, diagnostics, memory)
            : InputFiles.LoadNeeded(request.Inputs, options.Roots, diagnostics, memory));
        return diagnostics.HasErrors
            ? Nothing(diagnostics, 0, start)
            : EditVerdicts.Complete(Load(agent, request.Module, inputs, options, diagnostics, start), request.Module, request.Sources);
    }

    /// <summary>Loads a module's objects, the module's whole content.</summary>
    /// <param name="agent">A session with the runtime, used by this thread alone meanwhile.</param>
    /// <param name="module">Name of the module.</param>
    /// <param name="inputs">Its objects.</param>
    /// <param name="options">What the link must contain and may leave out; <see cref="LinkOptions.Default"/> if null.</param>
    /// <inheritdoc cref="Load(IAgent, LoadModuleRequest, PendingOutputs)"/>
    public static LoadModuleResult Load(
        IAgent agent, string module, IReadOnlyList<ObjectInput> inputs, LinkOptions? options = null) =>
        Load(agent, module, inputs, options ?? LinkOptions.Default, new DiagnosticBag(), Stopwatch.GetTimestamp());

    private static LoadModuleResult Load(
        IAgent agent, string module, IReadOnlyList<ObjectInput> inputs, LinkOptions options, DiagnosticBag diagnostics, long start)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(inputs);

        // Another process may change the module at the same time: then what to link is found anew, once.
        for (bool isRetry = false; ; isRetry = true)
        {
            var attempt = new DiagnosticBag();
            try
            {
                var result = LoadOnce(agent, module, inputs, options, attempt, start);
                diagnostics.AddRange(result.Diagnostics);
                return result with { Diagnostics = [.. diagnostics] };
            }
            catch (GraftException e) when (!isRetry && e.Diagnostics.Any(d => d.Code == DiagnosticCatalog.CommitConflict.Code))
            {
                // The next turn starts over; what this one had to say is void.
            }
            catch (GraftException e)
            {
                diagnostics.AddRange(attempt);
                diagnostics.AddRange(e.Diagnostics);
                return Nothing(diagnostics, 0, start);
            }
        }
    }

    private static LoadModuleResult LoadOnce(
        IAgent agent, string module, IReadOnlyList<ObjectInput> inputs, LinkOptions options, DiagnosticBag diagnostics, long start)
    {
        var live = agent.OpenModule(module);
        if (live.FindChange(module, options.LinkOrder) is { } change)
            throw new GraftException(change);
        var changes = ModuleChanges.Find(live, inputs, options);
        if (changes.IsEmpty)
        {
            if (live.Missing.Count > 0)
                diagnostics.Add(StillWaiting(module, live.Missing));
            return Nothing(diagnostics, live.Generation, start) with { Waiting = live.Waiting, Missing = live.Missing };
        }

        using var memory = new UnitMemory();
        using var link = Link(agent, module, inputs, changes, options with { IsModuleNew = live.Generation == 0 }, diagnostics, memory, out var units);
        return link is null
            ? Nothing(diagnostics, live.Generation, start)
            : Describe(module, link, diagnostics, start) with { Verdicts = live.Generation == 0 ? [] : Applied(module, units, link) };
    }

    /// <summary>Links what has changed, or all if that cannot do without the rest.</summary>
    private static LinkResult? Link(
        IAgent agent, string module, IReadOnlyList<ObjectInput> inputs, ModuleChanges changes, LinkOptions options,
        DiagnosticBag diagnostics, UnitMemory memory, out IReadOnlyList<ObjectUnit> units)
    {
        units = ObjectReader.ReadAll(changes.Changed, diagnostics, memory);
        if (units.Count < inputs.Count && !diagnostics.HasErrors && !ModuleChanges.NeedWholeModule(units))
        {
            var values = new ValuesElsewhere(inputs, changes.Changed, memory);
            var link = Linker.Link(agent, module, units, changes.Removed, diagnostics, options with { IsValueElsewhere = values.Define });
            if (!values.AreWanted)
                return link;
        }

        if (units.Count < inputs.Count && !diagnostics.HasErrors)
            units = ObjectReader.ReadAll(inputs, diagnostics, memory);
        return diagnostics.HasErrors ? null : Linker.Link(agent, module, units, changes.Removed, diagnostics, options);
    }

    /// <summary>Whether all of a module will be linked, nothing compared with what is there.</summary>
    private static bool IsNew(IAgent agent, string module)
    {
        try
        {
            return agent.OpenModule(module).Generation == 0;
        }
        catch (GraftException)
        {
            return false; // Told when it is opened for the load.
        }
    }

    // Only of a module that was loaded before: all else is no edit.
    private static List<Verdict> Applied(string module, IReadOnlyList<ObjectUnit> units, LinkResult link)
    {
        List<Verdict> verdicts = [];
        HashSet<int> whole = [];
        for (int i = 0; i < link.Definitions.Count; i++)
        {
            ref readonly var definition = ref link.Definitions[i];
            ref readonly var binding = ref link.Bindings[i];
            if (binding.Outcome != DefinitionOutcome.Place || !definition.Kind.IsFunction() || binding.PreviousDigest == definition.Digest)
                continue;
            bool isNew = binding.PreviousDigest == 0;
            var unit = units[definition.Unit];
            if (!isNew && !unit.IsPatchable && whole.Add(definition.Unit))
                verdicts.Add(EditVerdicts.Whole(module, unit.Name));
            if (verdicts.Count < EditVerdicts.MostApplied)
                verdicts.Add(EditVerdicts.Applied(new(module, unit.Name, definition.Name.ToString()), isNew));
        }

        return verdicts;
    }

    private static LoadModuleResult Describe(string module, LinkResult link, DiagnosticBag diagnostics, long start)
    {
        int added = 0, patched = 0, kept = 0;
        for (int i = 0; i < link.Definitions.Count; i++)
        {
            ref readonly var definition = ref link.Definitions[i];
            ref readonly var binding = ref link.Bindings[i];
            if (binding.Outcome == DefinitionOutcome.Keep && definition.Kind.IsState())
                kept++;
            else if (binding.Outcome != DefinitionOutcome.Yield && definition.Kind.IsFunction())
            {
                added += binding.PreviousDigest == 0 ? 1 : 0;
                patched += binding.PreviousDigest != 0 && binding.PreviousDigest != definition.Digest ? 1 : 0;
            }
        }

        if (link.Commit.Missing.Count > 0)
            diagnostics.Add(StillWaiting(module, link.Commit.Missing));
        return new([.. diagnostics], link.Commit.Generation, added, patched, kept,
            link.Commit.Ready, link.Commit.Waiting, link.Commit.Missing, Milliseconds(start));
    }

    /// <summary>Says what a loaded module waits for.</summary>
    internal static Diagnostic StillWaiting(string module, IReadOnlyList<MissingSymbol> missing)
    {
        string named = string.Join(", ", missing.Take(MostNamed).Select(symbol => $"{SymbolText.Quote(symbol.Name)} (wanted by {symbol.Unit}{symbol.Advice})"));
        string more = missing.Count > MostNamed ? $" and {missing.Count - MostNamed} more" : "";
        return DiagnosticCatalog.StillWaiting.At(
            $"module {module} is loaded, but waits for symbols that nobody defines yet: {named}{more}; load the modules that define them");
    }

    private static LoadModuleResult Nothing(DiagnosticBag diagnostics, long generation, long start) =>
        new([.. diagnostics], generation, 0, 0, 0, 0, 0, [], Milliseconds(start));

    private static double Milliseconds(long start) => Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}
