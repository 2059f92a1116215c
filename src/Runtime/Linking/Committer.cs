using System.Buffers.Binary;
using Graft.Protocol;

namespace Graft;

/// <summary>What a commit brought.</summary>
/// <param name="Generation">Its number.</param>
/// <param name="Tables">Its sections and definitions.</param>
/// <param name="Units">Its units.</param>
/// <param name="Definitions">What became of the definitions, kept ones included; null for those that gave way.</param>
/// <param name="Added">Definitions that the runtime did not have.</param>
/// <param name="Patched">Definitions that replace an older one.</param>
/// <param name="Kept">Data that kept address and value.</param>
/// <param name="Awaited">Symbols that fields of it wait for.</param>
internal sealed record AppliedCommit(
    long Generation, CommitTables Tables, LoadedUnit[] Units, Definition?[] Definitions,
    int Added, int Patched, int Kept, IReadOnlyCollection<Symbol> Awaited);

/// <summary>
/// Makes a checked commit part of the symbol table. Nothing in here can fail: what could was checked before. Makes
/// nothing Ready. Guarded by the agent's lock.
/// </summary>
/// <param name="table">The runtime's symbols.</param>
/// <param name="arena">Its memory.</param>
/// <param name="threadLocals">How code reaches thread-locals.</param>
/// <param name="journal">Takes what each commit put in the place of what.</param>
internal sealed class Committer(SymbolTable table, Arena arena, ThreadLocalLinkage threadLocals, UndoJournal journal)
{
    // What the commit that is being applied changes; null outside of one, and if nothing is to be noted.
    private ChangeSet? _changes;

    // Sections that a unit is about to take over; empty outside of that.
    private readonly Stack<Node> _open = [];

    /// <summary>Applies it.</summary>
    /// <param name="link">What was promised.</param>
    /// <param name="commit">What was written.</param>
    /// <param name="generation">The commit's number.</param>
    /// <param name="diagnostics">Takes warnings: retained definitions, signatures that do not match.</param>
    public AppliedCommit Apply(PendingLink link, CommitRequest commit, long generation, DiagnosticBag diagnostics)
    {
        var request = link.Request;
        if (!table.Modules.TryGetValue(request.Module, out var module))
            table.Add(module = new(request.Module) { FirstGeneration = generation, LinkOrder = link.LinkOrder });
        BeginChanges(module, request, generation);
        var oldUnits = DetachUnits(module, request);
        var units = AttachUnits(module, request, commit, generation);
        module.Generation = generation;

        AddWanters(link, units);
        RestoreWanters(module, oldUnits);
        var maker = new CommitTableMaker(link, commit, units, table.Signatures);
        var tables = maker.Make(generation, link.TableVersion + 1 == table.Version ? table.Version : link.TableVersion);
        var definitions = new Definition?[link.Definitions.Length];
        int added = 0;
        int patched = 0;
        int kept = 0;
        for (int i = 0; i < definitions.Length; i++)
        {
            var pending = link.Definitions[i];
            var unit = units[request.Definitions[i].Unit];
            bool isKept = pending.Outcome == DefinitionOutcome.Keep && commit.Addresses[i] == 0;
            if (pending.MayBePlaced && (isKept || commit.Addresses[i] != 0))
            {
                added += pending.PreviousDigest == 0 ? 1 : 0;
                patched += pending.PreviousDigest != 0 && pending.PreviousDigest != link.DigestOf(i) ? 1 : 0;
            }

            if (isKept)
            {
                bool comesBack = pending.ComesBack;
                var existing = pending.Existing!.Value;
                definitions[i] = existing;
                Keep(existing, unit, link.DigestOf(i));
                kept += existing.IsState ? 1 : 0;
                if (comesBack)
                    ComeBack(existing);
            }
            else if (pending.Outcome == DefinitionOutcome.Yield)
            {
                unit.Yields.Add(pending.Symbol);
            }
            else if (commit.Addresses[i] != 0)
            {
                var placed = new Definition(tables, maker.Numbers[i]);
                definitions[i] = placed;
                Place(placed);
                NoteMigration(pending, placed);
            }
        }

        foreach (var old in oldUnits)
            module.Units.GetValueOrDefault(old.Name)?.AddWeakWants(old);
        NoteReplacedUses(module, oldUnits);
        AddNodes(tables);
        var awaited = AddFixups(link, commit, tables);
        Retire(oldUnits, module, diagnostics);
        SignatureReport.Add(table, link, diagnostics);
        EndChanges();
        return new(generation, tables, units, definitions, added, patched, kept, awaited);
    }

    /// <summary>Leads everyone who wanted a symbol to a definition that came, and fills their fields.</summary>
    public void Define(Definition definition)
    {
        var symbol = definition.Symbol;
        _changes?.Note(symbol);
        symbol.Follow(null);
        FindFollowers(symbol, definition);
        Define(symbol, definition);
        foreach (var follower in symbol.Followers)
            Define(follower, definition);
    }

    private void Define(Symbol symbol, Definition definition)
    {
        _changes?.Note(symbol);
        if (symbol.Newest is { IsHost: false, Kind: not SymbolKind.Function } old && old.Module != definition.Module)
            symbol.AddFormer(old.Module);
        table.Redirect(symbol, definition);
        symbol.WasAbandoned = false;
        foreach (var fixup in symbol.Fixups)
            Fill(symbol, fixup);
        symbol.Fixups.Clear();
    }

    private void BeginChanges(LoadedModule module, ResolveRequest request, long generation)
    {
        if (!journal.IsOn)
            return;
        _changes = new(generation);
        foreach (string unit in request.Units.Select(unit => unit.Name).Concat(request.RemovedUnits))
            _changes.Note(module, unit);
    }

    private void NoteMigration(in PendingDefinition pending, Definition definition)
    {
        if (_changes is not null && pending.Existing is { IsState: true } old && definition.IsState)
            _changes.Obstacle = $"it migrated {SymbolText.Quote(old.Symbol.Name)}, whose older code would find the value from then; load the older source with a migration back";
    }

    private void EndChanges()
    {
        if (_changes is not null)
            journal.Add(_changes);
        _changes = null;
    }

    private static List<LoadedUnit> DetachUnits(LoadedModule module, ResolveRequest request)
    {
        var detached = new List<LoadedUnit>();
        foreach (string name in request.Units.Select(unit => unit.Name).Concat(request.RemovedUnits))
        {
            if (!module.Units.TryGetValue(name, out var unit))
                continue;
            detached.Add(unit);
            Detach(module, unit);
        }

        return detached;
    }

    /// <summary>Makes a unit no longer its module's.</summary>
    internal static void Detach(LoadedModule module, LoadedUnit unit)
    {
        module.Units.Remove(unit.Name);
        unit.IsDetached = true;
        if (unit.HasInitialisersToRun)
        {
            // They never ran: what takes the unit's place runs its own, and must not wait for what only the old one lacks.
            unit.HasInitialisersToRun = false;
            module.KnownUnits.Remove(unit.Name);
        }

        foreach (var symbol in unit.Wants)
            symbol.Wanters.RemoveAll(wanter => wanter.Module == module.Name && wanter.Unit == unit.Name);
    }

    /// <summary>Notes what code that no unit has any more may go on using.</summary>
    internal static void NoteReplacedUses(LoadedModule module, List<LoadedUnit> oldUnits)
    {
        foreach (var unit in oldUnits)
        {
            module.ReplacedUses.UnionWith(unit.Wants);
            foreach (var node in unit.Nodes)
            {
                if (node.Unit != unit)
                    continue;
                foreach (var symbol in node.NeedsSymbols)
                    module.ReplacedUses.Add(symbol);
            }
        }
    }

    private static LoadedUnit[] AttachUnits(LoadedModule module, ResolveRequest request, CommitRequest commit, long generation)
    {
        var units = new LoadedUnit[request.Units.Count];
        var initialisers = commit.InitialiserRuns.ToLookup(run => run.Unit);
        var finalisers = commit.FinaliserRuns.ToLookup(run => run.Unit);
        var counts = new int[units.Length];
        foreach (ref readonly var definition in request.Definitions)
            counts[definition.Unit]++;
        for (int i = 0; i < units.Length; i++)
        {
            bool isNew = !module.KnownUnits.TryGetValue(request.Units[i].Name, out int position);
            if (isNew)
                module.KnownUnits.Add(request.Units[i].Name, position = module.NextPosition++);
            var record = commit.Units[i];
            units[i] = new(module.Name, request.Units[i], record)
            {
                Definitions = new(counts[i]),
                Position = position,
                Generation = generation,
                Initialisers = new(record.InitArray, record.InitCount, [.. initialisers[i]]),
                Finalisers = new(record.FiniArray, record.FiniCount, [.. finalisers[i]]),
                HasInitialisersToRun = isNew && record.InitCount > 0,
            };
            module.Units[units[i].Name] = units[i];
        }

        return units;
    }

    private void AddWanters(PendingLink link, LoadedUnit[] units)
    {
        string module = link.Request.Module;
        for (int i = 0; i < link.Wants.Length; i++)
        {
            ref readonly var want = ref link.Request.Wants[i];
            var symbol = link.Wants[i];
            var unit = want.WantedBy >= 0 ? units[want.WantedBy] : null;
            symbol.AddWanter(new(module, unit?.Name ?? "", table.Signatures.Of(want.Signature), want.Binding == SymbolBinding.Weak));
            unit?.Wants.Add(symbol);
            if (want.Binding == SymbolBinding.Weak)
                unit?.AddWeakWant(symbol);
        }
    }

    /// <summary>Of the units that want a symbol only the first is noted: if that is gone, the next takes its place.</summary>
    internal static void RestoreWanters(LoadedModule module, List<LoadedUnit> oldUnits)
    {
        var forgotten = oldUnits.SelectMany(unit => unit.Wants)
            .Where(symbol => !symbol.Wanters.Exists(wanter => wanter.Module == module.Name))
            .ToHashSet();
        if (forgotten.Count == 0)
            return;
        foreach (var unit in module.Units.Values)
        {
            foreach (var symbol in unit.Nodes.SelectMany(node => node.NeedsSymbols))
            {
                if (!forgotten.Remove(symbol))
                    continue;
                symbol.AddWanter(new(module.Name, unit.Name, symbol.Signature, IsWeak: false));
                unit.Wants.Add(symbol);
            }
        }
    }

    private void Keep(Definition existing, LoadedUnit unit, ulong digest)
    {
        existing.Digest = digest;
        if (existing.Module == unit.Module)
        {
            existing.Unit = unit;
            existing.IsRetired = false;
            unit.Definitions.Add(existing);
            if (existing.Node is { } node)
                TakeOver(node, unit);
        }
    }

    // Nothing of it has to be waited for.
    private void ComeBack(Definition definition)
    {
        if (definition.Symbol.Newest == definition)
            return;
        Define(definition);
        table.GoLive(definition);
    }

    // With the nameless constants that it refers to and its unwind records.
    private void TakeOver(Node node, LoadedUnit unit)
    {
        var old = node.Unit;
        if (old == unit)
            return;
        _open.Push(node);
        while (_open.TryPop(out var next))
        {
            if (next.Unit == unit)
                continue;
            next.Unit = unit;
            unit.Nodes.Add(next);
            foreach (var needed in next.NeedsNodes)
            {
                if (needed.Defines.Count == 0 && needed.Unit == old)
                    _open.Push(needed);
            }

            if (next.Frames is { } frames && frames.Unit == old)
                _open.Push(frames);
        }
    }

    private void Place(Definition definition)
    {
        var symbol = definition.Symbol;
        if (definition.Kind == SymbolKind.Function && symbol.Signature.Length == 0)
            symbol.Signature = FunctionSignature.Normalise(definition.Signature);
        definition.Unit!.Definitions.Add(definition);
        Define(definition);
    }

    // Symbols of the same name that were wanted before it was known that they mean this one: by name alone, by the module that
    // defines it for itself, or across namespaces.
    private void FindFollowers(Symbol symbol, Definition definition)
    {
        var key = symbol.Group.Key;
        AddFollowers(symbol.Group, symbol, definition);
        if (key.Scope is SymbolScope.Module or SymbolScope.Host && table.Find(SymbolKey.Global(key.Name)) is { } global)
            AddFollowers(global, symbol, definition);
        if (key.Scope is SymbolScope.Unit || definition.IsHidden)
            return;
        foreach (var module in table.OrderedModules)
        {
            bool isSeen = definition.IsHost || module.LinkOrder!.Contains(definition.Module);
            if (isSeen && module.Name != definition.Module && table.Find(SymbolKey.Own(key.Name, module.Name)) is { } own)
                AddFollowers(own, symbol, definition);
        }
    }

    private void AddFollowers(SymbolGroup group, Symbol symbol, Definition definition)
    {
        foreach (var other in group.Symbols)
        {
            bool isFree = other != symbol && (other.Newest is null || (other.Newest is { IsHost: true } && !definition.IsHost));
            bool isMeant = FunctionSignature.AreCompatible(other.Signature, FunctionSignature.Normalise(definition.Signature))
                && (other.Slot < 0 || definition.Kind is SymbolKind.Function or SymbolKind.Unknown)
                && (!definition.IsHidden || IsWantedOnlyBy(other, definition.Module));
            if (!isFree || !isMeant)
                continue;
            _changes?.Note(other);
            other.Follow(symbol);
        }
    }

    private static bool IsWantedOnlyBy(Symbol symbol, string module) =>
        symbol.Wanters.Count > 0 && symbol.Wanters.TrueForAll(wanter => wanter.Module == module);

    // A unit's sections follow each other.
    private static void AddNodes(CommitTables tables)
    {
        var nodes = tables.AllNodes;
        for (int first = 0, end; first < nodes.Count; first = end)
        {
            var unit = nodes[first].Unit;
            for (end = first + 1; end < nodes.Count && nodes[end].Unit == unit; end++)
            {
            }

            unit.Nodes.EnsureCapacity(unit.Nodes.Count + end - first);
            for (int i = first; i < end; i++)
                unit.Nodes.Add(nodes[i]);
        }
    }

    private HashSet<Symbol> AddFixups(PendingLink link, CommitRequest commit, CommitTables tables)
    {
        var awaited = new HashSet<Symbol>();
        foreach (var record in commit.Fixups)
        {
            var node = new Node(tables, record.Node);
            if (record.Symbol == FixupRecord.NoSymbol)
            {
                FillDescriptor(record);
                continue;
            }

            var symbol = link.SymbolAt(record.Symbol);
            var fixup = new OpenFixup(node, record.Kind, record.Address, record.Addend, link.IsWeak(record.Symbol));
            fixup.Open();
            if (symbol.Newest is not null)
            {
                Fill(symbol, fixup);
                continue;
            }

            symbol.AddFixup(fixup);
            awaited.Add(symbol);
        }

        return awaited;
    }

    // A distance that does not fit, which only an export of the program can have, leaves the node unusable.
    private void Fill(Symbol symbol, OpenFixup fixup)
    {
        if (ThreadLocalLinkage.IsFor(fixup.Kind))
        {
            FillThreadLocal(symbol.Newest!.Value, fixup);
            return;
        }

        ulong value = table.PublicAddressOf(symbol) + (ulong)fixup.Addend;
        if (fixup.Kind != FixupKind.Absolute64)
            value -= fixup.Address;
        Span<byte> field = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(field, value);
        if (fixup.Kind == FixupKind.PcRelative32)
        {
            if ((long)value != (int)value)
            {
                fixup.Node.State = SymbolState.Failed;
                return;
            }

            field = field[..sizeof(int)];
        }

        arena.Write(fixup.Address, field);
        fixup.Close();
    }

    private void FillDescriptor(in FixupRecord record)
    {
        Span<byte> field = stackalloc byte[ThreadLocalLinkage.GreatestField];
        threadLocals.Describe((ulong)record.Addend, field);
        arena.Write(record.Address, field);
    }

    // What the variable turned out to be was checked when it was resolved.
    private void FillThreadLocal(Definition definition, OpenFixup fixup)
    {
        Span<byte> field = stackalloc byte[ThreadLocalLinkage.GreatestField];
        int length = threadLocals.Compute(definition, fixup.Kind, fixup.Addend, field);
        if (length == 0)
        {
            fixup.Node.State = SymbolState.Failed;
            return;
        }

        arena.Write(fixup.Address, field[..length]);
        fixup.Close();
    }

    private static void Retire(List<LoadedUnit> oldUnits, LoadedModule module, DiagnosticBag diagnostics)
    {
        foreach (var definition in oldUnits.SelectMany(unit => unit.Definitions))
        {
            if (definition.Symbol.Newest != definition || !definition.Unit!.IsDetached)
                continue;
            definition.IsRetired = true;
            bool hasNewSignature = definition.Symbol.Group.Newest != definition;
            if (hasNewSignature || definition.Binding == SymbolBinding.Local)
                continue;
            if (RetirementReport.Of(definition, module.Name) is { } report)
                diagnostics.Add(report);
        }
    }
}
