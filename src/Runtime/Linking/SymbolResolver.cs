using Graft.Protocol;

namespace Graft;

/// <summary>
/// Decides what becomes of a module's definitions, and what its wants mean, in the runtime as it is. Changes nothing
/// that other sessions see: symbols and slots that it makes go again with the link. Guarded by the agent's lock.
/// </summary>
/// <param name="table">The runtime's symbols.</param>
/// <param name="host">The process's symbols.</param>
/// <param name="startup">What each module has of its own.</param>
/// <param name="journal">The older definitions that are kept.</param>
internal sealed class SymbolResolver(SymbolTable table, HostSymbols host, ModuleStartup startup, UndoJournal journal)
{
    private readonly UnchangedCode _unchanged = new(table, journal);

    /// <summary>Resolves the definitions of a request.</summary>
    /// <param name="link">Takes the symbols, all pinned, and the reasons to refuse it: duplicates, changed data, no slot left.</param>
    public void Define(PendingLink link)
    {
        var (request, diagnostics) = (link.Request, link.Objections);
        link.TableVersion = table.Version;
        var taken = new TakenSymbols(link);
        table.Expect(request.Definitions.Count);
        var definitions = new DefinitionBinding[request.Definitions.Count];
        for (int i = 0; i < definitions.Length; i++)
        {
            ref readonly var definition = ref request.Definitions[i];
            var pending = Evaluate(link, i, diagnostics);
            link.Definitions[i] = pending;
            SymbolTable.Pin(pending.Symbol);
            if (pending.Outcome == DefinitionOutcome.Place)
            {
                pending.Symbol.Promises++;
                pending.Symbol.WasAbandoned = false;
            }

            if (taken.FindEarlier(i) is { } earlier)
                diagnostics.Add(DuplicateInModule(request, definition, request.Definitions[earlier]));
            if (ThreadLocalAgreement.FindConflict(definition, pending.Symbol) is { } conflict)
                diagnostics.Add(DiagnosticCatalog.ThreadLocalMismatch.At($"unit {request.Units[definition.Unit].Name} of module {request.Module} {conflict}"));
            if (definition.Kind.IsFunction())
                EnsureSlot(pending.Symbol, diagnostics);
            definitions[i] = BindingOf(pending);
        }

        link.Bindings = definitions;
    }

    /// <summary>Resolves the wants of a request whose definitions are resolved.</summary>
    /// <param name="link">Takes the symbols, all pinned, and the reasons to refuse it.</param>
    /// <returns>The answer for all symbols of the request.</returns>
    public ResolveReply Resolve(PendingLink link)
    {
        var (request, diagnostics, definitions) = (link.Request, link.Objections, link.Bindings);
        link.Bindings = [];
        table.Expect(request.Wants.Count);
        var wants = new WantBinding[request.Wants.Count];
        for (int i = 0; i < wants.Length; i++)
        {
            ref readonly var want = ref request.Wants[i];
            var symbol = SymbolOf(want, link);
            link.Wants[i] = symbol;
            SymbolTable.Pin(symbol);
            if (ThreadLocalAgreement.FindConflict(want, symbol, host) is { } conflict)
                diagnostics.Add(DiagnosticCatalog.ThreadLocalMismatch.At($"unit {link.UnitThatWants(i)} of module {request.Module} {conflict}"));
            if (NeedsSlot(want, symbol))
                EnsureSlot(symbol, diagnostics);
            wants[i] = BindingOf(want, symbol);
            if (wants[i].Body != 0)
                link.HoldBody(i, symbol.Newest!.Value.Node!.Value.Slab!);
        }

        if (table.Modules.TryGetValue(request.Module, out var module) && link.Replaced.AreAnyOf(module))
            OfferToStay(link, definitions);
        return new(new(definitions, definitions.Length), new(wants, wants.Length));
    }

    /// <summary>Whether a commit still finds what <see cref="Resolve"/> promised.</summary>
    public bool StillHolds(PendingLink link)
    {
        if (link.TableVersion == table.Version)
            return true;
        var ignored = new DiagnosticBag();
        _unchanged.Begin(link);
        for (int i = 0; i < link.Definitions.Length; i++)
        {
            ref readonly var definition = ref link.Request.Definitions[i];
            var now = Evaluate(link, i, ignored);
            if (link.Definitions[i] is { Outcome: DefinitionOutcome.Keep, MayBePlaced: true } && _unchanged.Find(link, definition, now) is { } known)
                now = now with { Outcome = DefinitionOutcome.Keep, Existing = known };
            if (now != link.Definitions[i] || ignored.HasErrors)
                return false;
        }

        return true;
    }

    // Only now is it known what all names mean.
    private void OfferToStay(PendingLink link, DefinitionBinding[] bindings)
    {
        _unchanged.Begin(link);
        for (int i = 0; i < bindings.Length; i++)
        {
            ref var pending = ref link.Definitions[i];
            if (_unchanged.Find(link, link.Request.Definitions[i], pending) is not { } known)
                continue;
            pending = pending with { Outcome = DefinitionOutcome.Keep, Existing = known };
            pending.Symbol.Promises--;
            bindings[i] = BindingOf(pending);
        }
    }

    private PendingDefinition Evaluate(PendingLink link, int index, DiagnosticBag diagnostics)
    {
        var request = link.Request;
        ref readonly var definition = ref request.Definitions[index];
        string unit = request.Units[definition.Unit].Name;
        var key = SymbolKey.Of(definition, request.Module, unit, link.LinkOrder is not null);
        string signature = definition.Kind.IsFunction()
            ? table.Signatures.IdentityOf(definition.Signature)
            : FunctionSignature.Unknown;
        var group = table.Find(key);
        foreach (var rival in group?.Symbols ?? default)
        {
            // What follows a definition of another namespace does not stand in the way of one in this.
            if (rival.Newest is not { IsHost: false, IsRetired: false } other || other.Symbol.Group != group || link.Replaced.Define(other))
                continue;
            if (definition.Binding == SymbolBinding.Weak && FunctionSignature.AreCompatible(signature, rival.Signature))
                return new(rival, DefinitionOutcome.Yield, other);
            if (definition.Binding == SymbolBinding.Strong && other.Binding == SymbolBinding.Strong)
                diagnostics.Add(Duplicate(request.Module, unit, definition.Name, other));
        }

        var symbol = group is { } known ? Choose(known, request.Module, definition.Kind, signature) ?? table.GetOrAdd(key, signature) : table.Add(key, signature);
        var existing = symbol.Newest is { IsHost: false } newest && newest.Symbol.Group == symbol.Group
            ? newest
            : OwnNewest(group, request.Module, definition.Kind);
        if (!definition.Kind.IsState() || existing is not { IsState: true } state)
            return new(symbol, DefinitionOutcome.Place, existing);
        if (!IsSameType(definition, state))
        {
            if (CanMove(definition, state, request.Module) && Migration.FindFunction(request, index) >= 0)
                return new(state.Symbol, DefinitionOutcome.Place, state);
            diagnostics.Add(TypeChanged(request.Module, unit, definition, state));
        }

        return new(state.Symbol, DefinitionOutcome.Keep, state);
    }

    // A definition of unknown signature replaces its module's older one; a known signature may take over a symbol
    // that was only wanted by name.
    private static Symbol? Choose(SymbolGroup group, string module, SymbolKind kind, string signature)
    {
        if (signature.Length == 0 && OwnNewest(group, module, kind) is { } own)
            return own.Symbol;
        Symbol? untyped = null;
        foreach (var symbol in group.Symbols)
        {
            if (symbol.Signature == signature)
                return symbol;
            if (symbol.Signature.Length == 0)
                untyped = symbol;
        }

        if (signature.Length == 0)
            return group.Symbols.Count > 0 ? group.Symbols[0] : null;
        return untyped is { Newest: null or { IsHost: true } } ? untyped : null;
    }

    // Module first, then other modules, then the process; whom nobody provides is declared.
    private Symbol SymbolOf(in SymbolWant want, PendingLink link)
    {
        string module = link.Request.Module;
        string signature = table.Signatures.IdentityOf(want.Signature);
        if (table.Find(SymbolKey.Own(want.Name, module)) is { } own && Match(own, want, signature) is { } ours)
            return ours;
        bool isDefinedOtherwise;
        var theirs = link.LinkOrder is { } order
            ? FindInOrder(want, signature, module, order, out isDefinedOtherwise)
            : FindAnywhere(want, signature, out isDefinedOtherwise);
        if (theirs is { } found)
            return found;
        if (!isDefinedOtherwise && host.Find(want.Name) is var address && address != 0)
            return Provided(SymbolKey.Host(want.Name), (ulong)address);
        if (!isDefinedOtherwise && startup.Find(want.Name, module) is var given && given != 0)
            return Provided(SymbolKey.Own(want.Name, module), given);
        return table.GetOrAdd(
            link.LinkOrder is null ? SymbolKey.Global(want.Name) : SymbolKey.Own(want.Name, module), signature);
    }

    // All modules that share one namespace, then those that have their own, the oldest first.
    private Symbol? FindAnywhere(in SymbolWant want, string signature, out bool isDefinedOtherwise)
    {
        var global = table.Find(SymbolKey.Global(want.Name));
        isDefinedOtherwise = global?.Newest is { IsHost: false };
        if (global is { } known && Match(known, want, signature) is { } found)
            return found;
        foreach (var module in table.OrderedModules)
        {
            if (table.Find(SymbolKey.Own(want.Name, module.Name)) is { } group && Match(group, want, signature, module.Name) is { } ordered)
                return ordered;
        }

        return null;
    }

    private Symbol? FindInOrder(
        in SymbolWant want, string signature, string module, IReadOnlyList<string> order, out bool isDefinedOtherwise)
    {
        isDefinedOtherwise = false;
        foreach (string name in order)
        {
            if (name == module || !table.Modules.TryGetValue(name, out var searched))
                continue;
            if (table.Find(searched.LinkOrder is null ? SymbolKey.Global(want.Name) : SymbolKey.Own(want.Name, name)) is not { } group)
                continue;
            if (Match(group, want, signature, name) is { } found)
                return found;
            isDefinedOtherwise |= group.Newest is { IsHidden: false } newest && newest.Module == name;
        }

        return null;
    }

    // The defined symbol that a want means: of its own signature, or if that is unknown the newest. Of another module's
    // symbols only what it defines itself and shows.
    private static Symbol? Match(SymbolGroup group, in SymbolWant want, string signature, string? module = null)
    {
        Symbol? best = null;
        foreach (var symbol in group.Symbols)
        {
            if (symbol.Newest is not { IsHost: false } definition)
                continue;
            if (module is not null && (definition.IsHidden || definition.Module != module))
                continue;
            bool isFunction = definition.Kind == SymbolKind.Function;
            if (!isFunction && want.Kind == SymbolKind.Function)
                continue;
            if (isFunction && symbol.Signature == signature)
                return symbol;
            bool matches = !isFunction
                || FunctionSignature.AreCompatible(FunctionSignature.Normalise(definition.Signature), signature);
            if (matches && (best is null || definition.Outranks(best.Value.Newest!.Value)))
                best = symbol;
        }

        return best;
    }

    private Symbol Provided(SymbolKey key, ulong address)
    {
        var symbol = table.GetOrAdd(key, FunctionSignature.Unknown);
        symbol.Newest ??= Definition.OfProcess(symbol, address);
        symbol.Live ??= symbol.Newest;
        return symbol;
    }

    // A pointer to a host function is its own address, so only calls need a stub; a module's function has one anyway.
    private bool NeedsSlot(in SymbolWant want, Symbol symbol) => symbol.Newest switch
    {
        null => want.Kind == SymbolKind.Function || FunctionSignature.IsFunction(table.Signatures.Of(want.Signature)),
        { IsHost: true } => want.Kind == SymbolKind.Function,
        { } definition => definition.Kind == SymbolKind.Function,
    };

    private void EnsureSlot(Symbol symbol, DiagnosticBag diagnostics)
    {
        if (!table.EnsureSlot(symbol) && !diagnostics.HasErrors)
        {
            diagnostics.Add(DiagnosticCatalog.ArenaFull.At(
                $"no slot is left for function {SymbolText.Quote(symbol.Name)}; create the runtime with a larger arena"));
        }
    }

    private DefinitionBinding BindingOf(PendingDefinition pending)
    {
        ulong address = pending.Outcome switch
        {
            DefinitionOutcome.Keep => pending.Existing!.Value.Address,
            DefinitionOutcome.Yield => table.PublicAddressOf(pending.Symbol),
            _ => 0,
        };
        return new(
            pending.Outcome, table.StubOf(pending.Symbol), address, pending.PreviousDigest, pending.Existing?.Size ?? 0, BodyOf(pending));
    }

    // What comes back is live with the commit.
    private static ulong BodyOf(in PendingDefinition pending) => pending switch
    {
        { Outcome: DefinitionOutcome.Place } => 0,
        { ComesBack: true, Existing: { IsRedirectable: true } older } when older.Symbol == pending.Symbol => older.Address,
        { Existing: { } existing } when SymbolTable.BodyOf(pending.Symbol) == existing => existing.Address,
        _ => 0,
    };

    private WantBinding BindingOf(in SymbolWant want, Symbol symbol)
    {
        if (symbol.Newest is { IsHost: true } provided)
        {
            var hostKind = want.Kind == SymbolKind.Unknown ? SymbolKind.Data : want.Kind;
            return new(hostKind, table.StubOf(symbol), provided.Address, IsHost: true, SymbolState.Ready);
        }

        var kind = symbol.Newest?.Kind ?? (symbol.Slot >= 0 ? SymbolKind.Function : SymbolKind.Unknown);
        bool isNull = symbol.Newest is null && want.Binding == SymbolBinding.Weak;
        ulong stub = kind == SymbolKind.Function ? table.StubOf(symbol) : 0;
        ulong body = SymbolTable.BodyOf(symbol)?.Address ?? 0;
        return new(kind, stub, isNull ? 0 : table.PublicAddressOf(symbol), IsHost: false, symbol.State, body);
    }

    private static Definition? OwnNewest(SymbolGroup? group, string module, SymbolKind kind)
    {
        Definition? newest = null;
        foreach (var symbol in group?.Symbols ?? default)
        {
            if (symbol.Newest is { IsHost: false } definition
                && definition.Module == module
                && definition.Kind.IsFunction() == kind.IsFunction()
                && (newest is null || definition.Outranks(newest.Value)))
            {
                newest = definition;
            }
        }

        return newest;
    }

    private bool IsSameType(in SymbolDefinition definition, Definition existing) =>
        definition.Kind == existing.Kind && definition.Size == existing.Size && FunctionSignature.AreCompatible(table.Signatures.Of(definition.Signature), existing.Signature);

    private static bool CanMove(in SymbolDefinition definition, Definition existing, string module) =>
        definition.Kind == SymbolKind.Data && existing.Kind == SymbolKind.Data && existing.Module == module && existing.Symbol.Newest == existing;

    private static Diagnostic Duplicate(string module, string unit, Utf8Name name, Definition other) =>
        DiagnosticCatalog.DuplicateSymbol.At(
            $"{SymbolText.Quote(name)} is defined by unit {unit} of module {module} and by unit {other.Unit!.Name} of module {other.Module}; "
            + "rename one of them, or make it static, hidden or weak");

    private static Diagnostic DuplicateInModule(ResolveRequest request, in SymbolDefinition second, in SymbolDefinition first) =>
        DiagnosticCatalog.DuplicateSymbol.At(
            $"{SymbolText.Quote(second.Name)} is defined by unit {request.Units[first.Unit].Name} and by unit {request.Units[second.Unit].Name} "
            + $"of module {request.Module}; rename one of them, or make it static or weak");

    private Diagnostic TypeChanged(string module, string unit, in SymbolDefinition definition, Definition existing) =>
        DiagnosticCatalog.DataTypeChanged.About(
            new(module, unit, definition.Name.ToString()),
            $"{SymbolText.Quote(definition.Name)} of unit {unit} of module {module} would change from {Describe(existing.Kind, existing.Size, existing.Signature)} "
            + $"to {Describe(definition.Kind, definition.Size, table.Signatures.Of(definition.Signature))} while its value is alive; "
            + $"give it a function 'graft_migrate.{definition.Name}(old, new)' and load synced, give the new one another name, or restart the runtime");

    private static string Describe(SymbolKind kind, ulong size, string signature) =>
        (kind == SymbolKind.ThreadLocal ? "thread-local " : "") + $"{size} bytes" + (signature.Length == 0 ? "" : $" ({signature})");
}
