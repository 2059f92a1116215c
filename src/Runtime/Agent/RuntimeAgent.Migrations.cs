using System.Diagnostics;
using Graft.Protocol;

namespace Graft;

// Variables whose type changed: new memory, and a function of the module that takes the value over while all threads stand.
internal sealed partial class RuntimeAgent
{
    // A thread that stood at a bad place comes to another sync point soon, or does not.
    private static readonly TimeSpan PauseBetweenStops = TimeSpan.FromMilliseconds(1);

    private readonly MigrationCheck _migrationCheck;

    private void CheckMigrations(IReadOnlyList<StagedLink> links, ConsistencyLevel consistency)
    {
        if (_migrationCheck.FindObstacle(links, consistency) is { } obstacle)
            throw new GraftException(obstacle);
    }

    // Has all threads stand, outside of code that uses what is migrated.
    private void StandClear(IReadOnlyList<StagedLink> links, CommitTerms terms)
    {
        if (terms.Consistency != ConsistencyLevel.Synced)
            return;
        Diagnostic? user = null;
        using var step = _gate.Begin("waits for threads to come to a sync point");
        for (long start = Stopwatch.GetTimestamp(); ; Thread.Sleep(PauseBetweenStops))
        {
            var missing = Threads.Stop(terms.SyncLimit - Stopwatch.GetElapsedTime(start));
            if (missing.Count > 0)
                throw new GraftException(user ?? DescribeMissing(missing, terms));
            lock (_sync)
                user = _migrationCheck.FindRunningUser(links, Threads.GetStacks());
            if (user is null)
                return;
            Threads.Resume();
            if (Stopwatch.GetElapsedTime(start) > terms.SyncLimit)
                throw new GraftException(user);
        }
    }

    private Diagnostic DescribeMissing(IReadOnlyList<string> threads, CommitTerms terms) =>
        DiagnosticCatalog.NoSyncPoint.At(
            $"{string.Join(", ", threads.Select(SymbolText.Quote))} of runtime '{Name}' did not come to a sync point within {terms.SyncLimit.TotalSeconds:0.###} s: "
            + "nothing was changed; let it call Runtime.SyncPoint() more often, unregister it while it waits, or allow more time");

    // Once all is Ready, and before any thread goes on: all values are taken over, or the generation has to be taken back.
    private Diagnostic? Migrate(IReadOnlyList<StagedLink> links, List<(AppliedCommit Commit, DiagnosticBag Diagnostics)> applied)
    {
        for (int i = 0; i < links.Count; i++)
        {
            var staged = links[i];
            var migrations = Migration.Of(staged.Link);
            foreach (var migration in migrations)
            {
                ulong function = MigrationCheck.FunctionAddress(staged, migration);
                if (CallMigration(function, migration.Old.Address, staged.Request.Addresses[migration.Index]) is not 0 and var fault)
                    return DescribeFailure(migration.Old, fault);
            }

            if (migrations.Count > 0)
                NoteMoves(staged, migrations, applied[i].Diagnostics);
        }

        return null;
    }

    // What else was linked against the old place, and is not committed yet, has to be linked again.
    private void NoteMoves(in StagedLink staged, List<Migration> migrations, DiagnosticBag diagnostics)
    {
        lock (_sync)
        {
            var users = new VariableUsers([.. migrations.Select(migration => migration.Old)]);
            foreach (var link in _links)
                link.IsVoid |= users.FindIn(link.Wants) is not null;
            foreach (var migration in migrations)
                diagnostics.Add(OldPlace.Describe(migration.Old, _table.Modules[staged.Link.Request.Module]));
        }
    }

    private unsafe long CallMigration(ulong function, ulong old, ulong address)
    {
        using var step = _gate.Begin("runs a migration function", (nint)function);
        var call = new NativeCall { Function = (nint)function };
        call.Integers[0] = (long)old;
        call.Integers[1] = (long)address;
        return _faults!.Call(&call);
    }

    private Diagnostic DescribeFailure(Definition old, long fault)
    {
        string name = $"{SymbolText.Quote(old.Symbol.Name)} of module {old.Module}", why = DescribeFault(fault, "its function").Message;
        return DiagnosticCatalog.CannotMigrate.At(_journal.IsOn
            ? $"{name} cannot be migrated: {why}; generation {Generation} was taken back at once"
            : $"{name} was migrated by half, and nothing is kept to take that back (RuntimeOptions.UndoDepth is 0): {why}; restart the runtime");
    }

    // The old values are where they were. Threads stand: who is told of this is told later.
    private GenerationRecord TakeBackMigration(long generation)
    {
        lock (_sync)
            _journal.Unblock(generation);
        var undo = Reinstate(GenerationKind.Undo, FaultAuthor, ConsistencyLevel.Synced, () => _journal.FindUndo(generation, _generation), TakeBack, new());
        lock (_sync)
            _journal.ForgetRedo();
        return undo;
    }
}
