using Graft.Protocol;

namespace Graft;

// What the runtime was before, and back to it.
internal sealed partial class RuntimeAgent
{
    // A thousand commits are a day of building; older ones tell nobody anything.
    private const int HistoryLength = 1000;

    private readonly Queue<GenerationRecord> _history = [];
    private readonly UndoJournal _journal;

    /// <summary>The newest generations, oldest first.</summary>
    public IReadOnlyList<GenerationRecord> GetHistory()
    {
        lock (_sync)
        {
            return [.. _history.Select(record => record with
            {
                UndoneBy = _journal.UndoneBy(record.Generation),
                CanUndo = _journal.CanUndo(record.Generation),
            })];
        }
    }

    /// <summary>
    /// Takes the newest generation in effect back, or a generation with all that came after it. Whoever calls meanwhile gets the newer or the
    /// older code; data keeps its value. No thread may hold the agent's lock; module code may be running on any.
    /// </summary>
    /// <param name="generation">The oldest generation to take back; null for the newest in effect.</param>
    /// <param name="author">Who asks for it.</param>
    /// <param name="terms">How it takes effect.</param>
    /// <exception cref="GraftException">GRAFT4028: there is none to take back; GRAFT4029: one cannot be; GRAFT4023: a thread did not arrive. Nothing has changed.</exception>
    public UndoReply Undo(long? generation, string author = "", CommitTerms terms = default) =>
        Reinstate(GenerationKind.Undo, author, terms, () => _journal.FindUndo(generation, _generation), TakeBack);

    /// <summary>Puts what the newest undo took back into effect again.</summary>
    /// <param name="author">Who asks for it.</param>
    /// <param name="terms">How it takes effect.</param>
    /// <exception cref="GraftException">GRAFT4028: nothing was undone since the last load; GRAFT4023: a thread did not arrive. Nothing has changed.</exception>
    public UndoReply Redo(string author = "", CommitTerms terms = default) =>
        Reinstate(GenerationKind.Redo, author, terms, _journal.FindRedo, BringBack);

    private void TakeBack(Reinstatement work, ChangeSet[] sets)
    {
        foreach (var changes in sets)
            work.TakeBack(changes);
        _journal.MoveToUndone(sets, _generation);
    }

    private void BringBack(Reinstatement work, ChangeSet[] sets)
    {
        foreach (var changes in sets)
            work.BringBack(changes);
        _journal.MoveBack();
    }

    // The program's handlers may wait for threads that commit: they are told outside of the gate.
    private UndoReply Reinstate(
        GenerationKind kind, string author, CommitTerms terms, Func<ChangeSet[]> find, Action<Reinstatement, ChangeSet[]> apply)
    {
        var diagnostics = new DiagnosticBag();
        GenerationRecord record;
        RefuseWithin(kind == GenerationKind.Undo ? "an undo" : "a redo");
        string[] modules;
        using (_gate.Enter())
        {
            lock (_sync)
                modules = ModulesOf(find());
            AskHooks(new(_generation + 1, modules, kind, terms.Consistency, author));
            StandClear([], terms);
            try
            {
                record = Reinstate(kind, author, terms.Consistency, find, apply, diagnostics);
            }
            finally
            {
                if (terms.Consistency == ConsistencyLevel.Synced)
                    Threads.Resume();
            }
        }

        Announce(record, diagnostics);
        return new(
            record.Generation, record.Reverses, modules, record.Patched, record.Added, record.Removed, record.Waiting, [.. diagnostics]);
    }

    // Whoever is asked before a change, or runs within it, sees it through.
    private void RefuseWithin(string what)
    {
        if (_gate.IsEntered)
        {
            throw new GraftException(DiagnosticCatalog.CannotChange.At(
                $"an initialiser, a hook or a handler of Runtime.Patching of runtime '{Name}' asked for {what}, "
                + "in the midst of another change; ask for it after that, from Runtime.Patched or another thread"));
        }
    }

    // Inside the gate; asks nobody and tells nobody.
    private GenerationRecord Reinstate(
        GenerationKind kind, string author, ConsistencyLevel consistency,
        Func<ChangeSet[]> find, Action<Reinstatement, ChangeSet[]> apply, DiagnosticBag diagnostics)
    {
        GenerationRecord record;
        Reinstatement work;
        lock (_sync)
        {
            var sets = find();
            _table.Version++;
            work = new(_table, ++_generation, diagnostics);
            apply(work, sets);
            _table.CompleteEntries();
            _waiting = Readiness.WithoutReplaced([.. _waiting, .. NewlyWaiting(work)]);
            record = new(_generation, string.Join(", ", ModulesOf(sets)), work.Restored, work.Patched, 0, 0, work.Retained)
            {
                Kind = kind,
                Author = author,
                Consistency = consistency,
                Reverses = [.. sets.Select(changes => changes.Generation)],
            };
        }

        MakeReady(diagnostics);
        lock (_sync)
        {
            int waiting = work.Units.SelectMany(unit => unit.Definitions).Count(definition => definition.Symbol.State != SymbolState.Ready);
            record = Remember(record with { Waiting = waiting });
        }

        Reclaim();
        return record;
    }

    private static string[] ModulesOf(ChangeSet[] sets) => [.. sets.SelectMany(changes => changes.Modules).Distinct(StringComparer.Ordinal)];

    // What was replaced while it waited was no longer looked at.
    private IEnumerable<Node> NewlyWaiting(Reinstatement work)
    {
        var known = _waiting.ToHashSet();
        return work.Units.SelectMany(unit => unit.Nodes).Where(node => node.State != SymbolState.Ready && known.Add(node));
    }

    private GenerationRecord Remember(GenerationRecord record)
    {
        record = record with { Time = DateTimeOffset.UtcNow };
        _history.Enqueue(record);
        if (_history.Count > HistoryLength)
            _journal.Forget(_history.Dequeue().Generation);
        return record;
    }
}
