using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>
/// Links units into a runtime. The flow is this file, top to bottom; each step is a static function over the
/// <see cref="LinkState"/>, and no step calls an earlier one. Linear in symbols, relocations and bytes.
/// </summary>
public static class Linker
{
    /// <summary>Links units into a runtime through its agent: all of them, or nothing.</summary>
    /// <param name="agent">A session with the runtime; the module has been opened. Used by this thread alone meanwhile.</param>
    /// <param name="module">Name of the module.</param>
    /// <param name="units">The units that are new or changed.</param>
    /// <param name="removedUnits">Names of units that the module no longer has.</param>
    /// <param name="diagnostics">Gets all errors and warnings, the agent's too.</param>
    /// <param name="options">What the link must contain and may leave out; <see cref="LinkOptions.Default"/> if null.</param>
    /// <returns>What was linked; null after an error, or if a unit is lacking (<see cref="LinkOptions.IsValueElsewhere"/>), and then the runtime is as it was.</returns>
    /// <exception cref="GraftException">The agent refused the link; the runtime is as it was.</exception>
    public static LinkResult? Link(
        IAgent agent,
        string module,
        IReadOnlyList<ObjectUnit> units,
        IReadOnlyList<string> removedUnits,
        DiagnosticBag diagnostics,
        LinkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(units);
        ArgumentNullException.ThrowIfNull(diagnostics);
        options ??= LinkOptions.Default;
        var state = new LinkState(units, new LinkErrors(diagnostics, options.ErrorLimit), options);
        if (NeedsContentsAtHand(state) && !state.TryHoldAll())
        {
            state.Errors.Finish();
            return null;
        }

        using var digests = DefinitionDigests.Prepare(state);

        // 1. Resolve: which definition does each name mean? The agent knows what other modules, the process and this module's past have to
        // offer for them, and begins to look while it is found out here which symbols the relocations really use.
        SymbolResolution.Run(state);
        SectionBounds.Find(state);
        SectionGc.Run(state);
        var request = Define(agent, module, removedUnits, state, digests);
        ReferenceScan.Run(state, ProcessorsBeside(agent));

        // 2. Bind: it gets to know that, and says where everything is that this link does not bring.
        request = BindingRequest.Want(state, request);
        var reply = Resolve(agent, request, state, digests);
        if (reply is not null)
            Binding.Apply(state, request, reply);
        if (state.IsPatch)
            state.TryHoldAll();
        if (reply is not null && options.IsComplete)
            UndefinedSymbols.Report(state, request, reply);
        if (state.Errors.Finish() || reply is null || UndefinedSymbols.NeedOtherUnits(state, request, reply))
            return null;

        // 3. Lay out: every section and GOT entry gets its place in a region, then the agent grants the regions.
        var layout = Layout.Run(state);
        if (state.Errors.Finish())
            return null;
        using var slab = agent.Reserve(layout.Size);
        Addressing.Run(state, slab);

        // 4. Write: contents go straight into the slab, relocated for the runtime's addresses.
        SectionWriter.Run(state, slab);
        if (state.Errors.Finish())
            return null;

        // 5. Commit: all or nothing.
        var commit = Commit(agent, CommitMessage.Make(state, layout, slab), state, digests);
        diagnostics.AddRange(commit.Diagnostics);
        return new(commit, request.Definitions, reply.Definitions, new LinkMap(state));
    }

    /// <summary>Whether there are steps that go from section to section, wherever those are; few units are at hand anyway while all processors work on them.</summary>
    private static bool NeedsContentsAtHand(LinkState state) =>
        !state.Options.IsModuleNew || state.Options.GcSections || state.Units.Length < Math.Max(FileMemory.LeastFiles, Environment.ProcessorCount);

    /// <summary>Digests are a part of the request if the agent has something to compare them with.</summary>
    private static ResolveRequest Define(IAgent agent, string module, IReadOnlyList<string> removedUnits, LinkState state, DefinitionDigests digests)
    {
        var request = BindingRequest.Define(state, module, removedUnits);
        digests.Begin();
        if (!state.Options.IsModuleNew)
            digests.Finish();
        agent.Define(request);
        return request;
    }

    /// <summary>How many processors a step may take while the agent works: of one more thread than processors, systems often let two wait for each other.</summary>
    private static int ProcessorsBeside(IAgent agent) =>
        agent.IsElsewhere ? Math.Max(1, Environment.ProcessorCount - 1) : Environment.ProcessorCount;

    /// <summary>Asks the agent even after errors: what it has to object to is told with them.</summary>
    private static ResolveReply? Resolve(IAgent agent, ResolveRequest request, LinkState state, DefinitionDigests digests)
    {
        bool mayFollow = state.Options.IsModuleNew && agent.TakesLateDigests;
        if (!mayFollow)
            digests.Start();
        else if (digests.IsInSmallPieces)
            agent.SpareWork = digests;
        try
        {
            var reply = agent.Resolve(request);
            state.DigestsFollow = mayFollow && !HasPrevious(reply);
            if (!state.DigestsFollow)
                digests.Finish();
            return reply;
        }
        catch (GraftException e)
        {
            state.Errors.AddRange(e.Diagnostics);
            return null;
        }
        finally
        {
            agent.SpareWork = null;
        }
    }

    /// <summary>Whether something is to be compared with what is there, other modules' included.</summary>
    private static bool HasPrevious(ResolveReply reply)
    {
        foreach (ref readonly var definition in reply.Definitions)
        {
            if (definition.PreviousDigest != 0)
                return true;
        }

        return false;
    }

    private static CommitReply Commit(IAgent agent, CommitRequest request, LinkState state, DefinitionDigests digests)
    {
        if (!request.DigestsFollow)
            return agent.Commit(request);
        agent.SpareWork = digests;
        try
        {
            var reply = agent.Commit(request);
            digests.Finish();
            agent.SetDigests(state.Digests.AsFlatList());
            return reply;
        }
        finally
        {
            agent.SpareWork = null;
        }
    }
}
