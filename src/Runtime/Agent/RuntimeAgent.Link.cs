using Graft.Protocol;

namespace Graft;

// Resolve -> reserve -> commit, or abandon.
internal sealed partial class RuntimeAgent
{
    // A message names no more; half of a large module may wait for the other half.
    private const int MostAdvised = 5;

    /// <summary>Raised after each commit, on the session's thread, outside of all locks.</summary>
    public event Action<GenerationRecord>? Committed;

    /// <summary>What the runtime holds of a module.</summary>
    public ModuleState OpenModule(string module)
    {
        lock (_sync)
        {
            if (!_table.Modules.TryGetValue(module, out var loaded))
                return new(0, []);
            var waiting = _waiting.FindAll(node => node.Unit.Module == module);
            return loaded.ToState() with
            {
                Waiting = waiting.Sum(node => node.Defines.Count),
                Missing = Describe(Readiness.FindMissing(waiting)),
            };
        }
    }

    /// <summary>Begins a link with what it defines; what there is to object to that is told once it is resolved.</summary>
    /// <param name="request">What comes.</param>
    /// <param name="author">The process that asks for it.</param>
    /// <exception cref="GraftException">It makes no sense; nothing has changed.</exception>
    public PendingLink Define(ResolveRequest request, string author = "")
    {
        if (FindViolation(request) is { } violation)
            throw new GraftException(DiagnosticCatalog.ProtocolViolation.At(violation));
        lock (_sync)
        {
            var module = _table.Modules.GetValueOrDefault(request.Module);
            var link = new PendingLink(request, module?.Generation ?? 0, module is null ? request.LinkOrder : module.LinkOrder) { Author = author };
            if (request.LinkOrder is { } order && module?.ToState().FindChange(request.Module, order) is { } change)
                link.Objections.Add(change);
            _resolver.Define(link);
            _links.Add(link);
            Monitor.PulseAll(_sync); // what is promised is Resolved, and somebody may wait for that
            return link;
        }
    }

    /// <summary>Tells a link what it wants means, and what becomes of its definitions. A link that was refused is still to be abandoned.</summary>
    /// <exception cref="GraftException">It cannot be; nothing has changed.</exception>
    public ResolveReply Resolve(PendingLink link, FlatList<SymbolWant> wants)
    {
        if (FindViolation(link.Request, wants) is { } violation)
            throw new GraftException(DiagnosticCatalog.ProtocolViolation.At(violation));
        lock (_sync)
        {
            link.Want(wants);
            var reply = _resolver.Resolve(link);
            return link.Objections.HasErrors ? throw new GraftException([.. link.Objections]) : reply;
        }
    }

    /// <summary>Grants room for a link.</summary>
    /// <exception cref="GraftException">There is none; nothing has changed.</exception>
    public SlabRanges Reserve(PendingLink link, SlabSize size)
    {
        lock (_sync)
        {
            link.Slab = _slabs.Allocate(size);
            link.IsReserved = true;
            return link.Slab;
        }
    }

    /// <summary>Takes back all that a link was granted; a committed link stays.</summary>
    public void Abandon(PendingLink link)
    {
        lock (_sync)
        {
            // A handler of Committed that threw ended the session, but the code is live.
            if (link.IsCommitted)
                return;
            Release(link, isCommitted: false);
            if (link.IsReserved)
                _slabs.Free(link.Slab);
            string module = link.Request.Module;
            if (!_table.Modules.ContainsKey(module) && !_links.Exists(other => other.Request.Module == module))
                _startup.Free(module);
            Monitor.PulseAll(_sync);
        }
    }

    /// <summary>Makes a link part of the runtime. A link that was refused is still to be abandoned.</summary>
    /// <exception cref="GraftException">It is not what was promised, or the program objects; nothing has changed.</exception>
    public CommitReply Commit(PendingLink link, CommitRequest request) => Commit([new(link, request)], CommitTerms.Immediate)[0];

    /// <summary>Takes the digests of a committed link whose request said that they follow.</summary>
    /// <returns>Whether they are as many as its definitions.</returns>
    public bool SetDigests(PendingLink link, FlatList<ulong> digests)
    {
        lock (_sync)
        {
            if (link.Undescribed is not { } definitions || definitions.Length != digests.Count)
                return false;
            for (int i = 0; i < definitions.Length; i++)
            {
                if (definitions[i] is { } placed)
                    placed.Digest = digests[i];
            }

            link.Undescribed = null;
            return true;
        }
    }

    /// <summary>Checks a link that is to be committed with others.</summary>
    /// <param name="staged">The link.</param>
    /// <param name="others">Those that it will be committed with.</param>
    /// <exception cref="GraftException">It is not what was promised, or collides with another; nothing has changed.</exception>
    public void Stage(StagedLink staged, IReadOnlyList<StagedLink> others)
    {
        lock (_sync)
        {
            Check(staged);
            if (Collisions.Find(staged, others) is { } collision)
                throw new GraftException(collision);
        }
    }

    /// <summary>Makes links part of the runtime as one generation: all or none. Links that were refused are still to be abandoned.</summary>
    /// <param name="links">The links, of different modules.</param>
    /// <param name="terms">How they take effect.</param>
    /// <returns>What became of each.</returns>
    /// <exception cref="GraftException">One is not what was promised, a thread did not arrive, the program objects; nothing has changed.</exception>
    public IReadOnlyList<CommitReply> Commit(IReadOnlyList<StagedLink> links, CommitTerms terms)
    {
        List<CommitReply> replies;
        GenerationRecord record;
        Diagnostic? failure;
        using (_gate.Enter())
        {
            // Hooks are not asked in vain, nor while threads stand: they may wait for one.
            lock (_sync)
                CheckAll(links, terms.Consistency);
            bool isAsked = AskHooks(new(_generation + 1, [.. links.Select(staged => staged.Link.Request.Module)], GenerationKind.Load, terms.Consistency, links[0].Link.Author));
            StandClear(links, terms);
            try
            {
                (replies, record, failure) = Apply(links, terms.Consistency, isAsked);
            }
            finally
            {
                if (terms.Consistency == ConsistencyLevel.Synced)
                    Threads.Resume();
            }

            Reclaim();
        }

        var diagnostics = new DiagnosticBag();
        Announce(record, diagnostics);
        if (failure is not null)
            throw new GraftException([failure, .. diagnostics]);
        replies[0] = replies[0] with { Diagnostics = [.. replies[0].Diagnostics, .. diagnostics] };
        return replies;
    }

    // Nothing is applied before everything was checked: what is applied cannot be taken back silently.
    private (List<CommitReply> Replies, GenerationRecord Record, Diagnostic? Failure) Apply(
        IReadOnlyList<StagedLink> links, ConsistencyLevel consistency, bool isAsked)
    {
        var applied = new List<(AppliedCommit Commit, DiagnosticBag Diagnostics)>();
        lock (_sync)
        {
            if (isAsked)
                CheckAll(links, consistency); // hooks may have changed something
            _generation++;
            foreach (var (link, request) in links)
            {
                var diagnostics = new DiagnosticBag();
                applied.Add((Apply(link, request, diagnostics), diagnostics));
            }

            _table.CompleteEntries();
        }

        MakeReady(applied[0].Diagnostics);
        var failure = Migrate(links, applied);
        Threads.ForgetEnded();
        Threads.BeginEpoch();
        List<CommitReply> replies;
        GenerationRecord record;
        lock (_sync)
        {
            replies = [.. applied.Select(one => ReplyTo(one.Commit, one.Diagnostics))];
            record = new GenerationRecord(
                _generation, string.Join(", ", links.Select(staged => staged.Link.Request.Module)),
                applied.Sum(one => one.Commit.Added), applied.Sum(one => one.Commit.Patched), applied.Sum(one => one.Commit.Kept),
                replies.Sum(reply => reply.Waiting))
            {
                Author = links[0].Link.Author,
                Consistency = consistency,
            };
            record = Remember(record);
            if (failure is null || !_journal.IsOn)
                return (replies, record, failure);
        }

        return (replies, TakeBackMigration(record.Generation), failure);
    }

    // The generation has taken effect, whatever hooks and handlers do.
    private void Announce(GenerationRecord record, DiagnosticBag diagnostics)
    {
        TellHooks(new(record.Generation, [record.Module], record.Kind, record.Consistency, record.Author), diagnostics);
        try
        {
            Committed?.Invoke(record);
        }
#pragma warning disable CA1031 // Whatever the program throws is its own affair.
        catch (Exception e)
#pragma warning restore CA1031
        {
            diagnostics.Add(DiagnosticCatalog.PatchHandlerFailed.At(
                $"generation {record.Generation} of module {record.Module} is in effect, but a handler of it threw "
                + $"{e.GetType().Name}: {e.Message}; correct the program of runtime '{Name}'"));
        }
    }

    /// <summary>Offers a symbol of the process to modules, also to those that wait for it.</summary>
    public void Export(Utf8Name name, nint pointer)
    {
        using (_gate.Enter())
        {
            lock (_sync)
            {
                _host.Export(name, pointer);
                _table.Version++;
                var symbol = _table.GetOrAdd(SymbolKey.Host(name), FunctionSignature.Unknown);
                symbol.IsCommitted = true;
                var definition = Definition.OfProcess(symbol, (ulong)pointer);
                _committer.Define(definition);
                _table.GoLive(definition);
                _table.CompleteEntries();
            }

            MakeReady(new()); // What cannot be told here is told by the call that fails.
        }
    }

    private static string? FindViolation(ResolveRequest request)
    {
        if (request.Module.Length == 0)
            return "a module without a name";
        foreach (ref readonly var definition in request.Definitions)
        {
            if ((uint)definition.Unit >= (uint)request.Units.Count)
                return $"'{definition.Name}' is of unit {definition.Unit}, which there is not";
            if (definition.Name.Length == 0 || definition.Kind == SymbolKind.Unknown)
                return $"definition '{definition.Name}' has no name or kind";
        }

        var names = request.Units.Select(unit => unit.Name).Concat(request.RemovedUnits).ToHashSet(StringComparer.Ordinal);
        return names.Count == request.Units.Count + request.RemovedUnits.Count ? null : "two units have one name";
    }

    private static string? FindViolation(ResolveRequest request, FlatList<SymbolWant> wants)
    {
        foreach (ref readonly var want in wants)
        {
            if (want.WantedBy < -1 || want.WantedBy >= request.Units.Count)
                return $"'{want.Name}' is wanted by unit {want.WantedBy}, which there is not";
        }

        return null;
    }

    private void CheckAll(IReadOnlyList<StagedLink> links, ConsistencyLevel consistency)
    {
        foreach (var staged in links)
            Check(staged);
        CheckMigrations(links, consistency);
    }

    private void Check(StagedLink staged)
    {
        var (link, request) = staged;
        if (CommitCheck.FindViolation(link, request, _arena.Layout) is { } violation)
            throw new GraftException(DiagnosticCatalog.ProtocolViolation.At(violation));
        if (ThreadLocalAgreement.FindStaticUse(link, request) is { } use)
            throw new GraftException(DiagnosticCatalog.StaticThreadLocal.At(use));
        string name = link.Request.Module;
        long generation = _table.Modules.TryGetValue(name, out var module) ? module.Generation : 0;
        if (generation != link.ModuleGeneration || link.IsVoid || !_resolver.StillHolds(link))
        {
            throw new GraftException(DiagnosticCatalog.CommitConflict.At(
                $"module {name}, or a symbol that it defines, was changed by another process since this link began; link it again"));
        }
    }

    private AppliedCommit Apply(PendingLink link, CommitRequest request, DiagnosticBag diagnostics)
    {
        _table.Version++;
        (link.LateDigests, link.DigestsFollow) = (request.Digests, request.DigestsFollow);
        var applied = _committer.Apply(link, request, _generation, diagnostics);
        if (request.DigestsFollow)
            link.Undescribed = applied.Definitions;
        link.IsCommitted = true;
        if (_options.DefersInitialisers)
            Defer(applied.Units);
        var module = _table.Modules[link.Request.Module];
        AddSlab(link, request, applied);
        Release(link, isCommitted: true);
        _waiting.EnsureCapacity(_waiting.Count + applied.Tables.AllNodes.Count);
        _waiting.AddRange(applied.Tables.AllNodes);
        _waiting = Readiness.WithoutReplaced(_waiting);
        _code.Add(new(link.Slab.Code, applied.Tables, applied.Units));
        _faults?.Refresh();
        return applied;
    }

    // Ends what Resolve pinned; a commit keeps the symbols and slots that its code may refer to.
    private void Release(PendingLink link, bool isCommitted)
    {
        _links.Remove(link);
        link.ReleaseBodies();
        foreach (var pending in link.Definitions)
        {
            if (pending.Symbol.OrNull is not { } symbol)
                continue; // a refused request ends before all are resolved
            if (pending.Outcome == DefinitionOutcome.Place)
            {
                symbol.Promises--;
                symbol.WasAbandoned = !isCommitted && symbol.Newest is null;
            }

            Release(symbol, isCommitted);
        }

        foreach (var want in link.Wants)
        {
            if (want.OrNull is { } symbol)
                Release(symbol, isCommitted);
        }
    }

    private void Release(Symbol symbol, bool isCommitted)
    {
        symbol.IsCommitted |= isCommitted;
        symbol.IsSlotCommitted |= isCommitted && symbol.Slot >= 0;
        _table.Unpin(symbol);
    }

    private CommitReply ReplyTo(AppliedCommit applied, DiagnosticBag diagnostics)
    {
        int ready = 0, defined = 0;
        foreach (var definition in applied.Definitions)
        {
            defined += definition is null ? 0 : 1;
            ready += definition?.Symbol.State == SymbolState.Ready ? 1 : 0;
        }

        var missing = _waiting.Count == 0 ? [] : Readiness.FindMissing(applied.Units.SelectMany(unit => unit.Nodes));
        return new(applied.Generation, ready, defined - ready, Describe(missing), [.. diagnostics]);
    }

    private MissingSymbol[] Describe(List<Missing> missing) =>
        [.. missing
            .OrderBy(one => one.Symbol.Name.ToString(), StringComparer.Ordinal)
            .Select((one, i) => one.ToMissingSymbol() with { Advice = i < MostAdvised ? _advice.For(one.Symbol.Name) : "" })];
}
