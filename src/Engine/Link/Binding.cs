using Graft.Engine.Collections;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>
/// Still step 2: takes the agent's answer in. State that lives on keeps its section, unchanged code does, weak definitions that yielded drop
/// theirs; then every symbol's standing is known, and which GOT entries are needed.
/// </summary>
internal static class Binding
{
    /// <summary>
    /// How names of functions begin that construct thread-locals of another unit (Itanium C++ ABI, 2.8). They are wanted weakly, since
    /// a variable need not have one, but they come with the variable: so they are waited for as it is, without holding anything up.
    /// </summary>
    private static ReadOnlySpan<byte> ThreadInitialiser => "_ZTH"u8;

    public static void Apply(LinkState state, ResolveRequest request, ResolveReply reply)
    {
        ApplyDefinitions(state, request, reply);
        state.Bounds.ForEach(bounds => bounds.Settle(state));
        ApplyWants(state, request, reply);
        if (!state.Errors.HasErrors && UnchangedSections.Run(state, request, reply))
            ReferenceScan.RunAgain(state);
        FindStandings(state, reply);
    }

    /// <summary>Several threads take a run of the symbols each; entries of the GOT are numbered in the order of symbols.</summary>
    private static void FindStandings(LinkState state, ResolveReply reply)
    {
        var needing = new PooledList<int>[InRuns.Count(state.SymbolCount, LinkState.LeastSymbols)];
        InRuns.Do(state.SymbolCount, LinkState.LeastSymbols, (run, start, end) =>
        {
            needing[run] = new();
            for (int id = start; id < end; id++)
            {
                ref var symbol = ref state.Symbols[id];
                if (symbol.Standing == Standing.None && symbol.IsDefined)
                {
                    symbol.Standing = StandingOf(state, symbol);
                    symbol.IsRedirectable = IsRedirectable(state, reply, symbol);
                }

                if (NeedsGotEntry(symbol) || (symbol.References & References.ThreadLocal) != 0)
                    needing[run].Add(id);
            }
        });
        foreach (var ids in needing)
        {
            foreach (int id in ids.AsSpan())
                AddEntries(state, id);
            ids.Dispose();
        }
    }

    private static void AddEntries(LinkState state, int id)
    {
        ref var symbol = ref state.Symbols[id];
        if (NeedsGotEntry(symbol))
        {
            symbol.GotEntry = state.GotSymbols.Count;
            state.GotSymbols.Add(id);
        }

        state.ThreadLocals.Add(id, symbol.References);
    }

    /// <summary>Several threads take a run of the definitions each; what is not simply placed, as nearly all are, comes afterwards.</summary>
    private static void ApplyDefinitions(LinkState state, ResolveRequest request, ResolveReply reply)
    {
        int unplaced = 0, replacing = 0; // runs with any
        InRuns.Do(state.DefinitionCount, LinkState.LeastSymbols, (_, start, end) =>
        {
            var (isPlaced, isNew) = (true, true);
            for (int i = start; i < end; i++)
            {
                ref var origin = ref state.Origins[i];
                ref readonly var binding = ref reply.Definitions[i];
                isPlaced &= binding.Outcome == DefinitionOutcome.Place;
                isNew &= binding.PreviousDigest == 0;
                if (origin.SymbolId >= 0 && !IsKnownByItsBody(state, origin))
                    state.Symbols[origin.SymbolId].Stub = binding.Stub;
            }

            Interlocked.Add(ref unplaced, isPlaced ? 0 : 1);
            Interlocked.Add(ref replacing, isNew ? 0 : 1);
        });
        state.IsPatch = replacing > 0;
        if (unplaced == 0)
            return;
        ApplyUnplaced(state, request, reply);
        CheckKeptSections(state, request, reply);
    }

    private static void ApplyUnplaced(LinkState state, ResolveRequest request, ResolveReply reply)
    {
        var yielding = new Yielding(state, reply);
        for (int i = 0; i < state.DefinitionCount; i++)
        {
            var origin = state.Origins[i];
            var binding = reply.Definitions[i];
            if (binding.Outcome == DefinitionOutcome.Keep && request.Definitions[i].Kind.IsState())
                Keep(state, request.Definitions[i], i, origin, binding);
            else if (binding.Outcome == DefinitionOutcome.Yield && origin.SymbolId >= 0)
                yielding.Apply(origin, binding);
        }
    }

    /// <summary>
    /// Whether a function is one of several in a section and local: the assembler has resolved what refers to it from there, to its body,
    /// so all others have to mean the body too. Compilers give a section to each function with -ffunction-sections.
    /// </summary>
    private static bool IsKnownByItsBody(LinkState state, in DefinitionOrigin origin)
    {
        ref var symbol = ref state.Symbols[origin.SymbolId];
        return symbol is { Scope: Objects.ObjectSymbolScope.Local, Type: Objects.ObjectSymbolType.Function, IsWhole: false };
    }

    private static void Keep(LinkState state, in SymbolDefinition definition, int index, in DefinitionOrigin origin, in DefinitionBinding binding)
    {
        var unit = state.Units[origin.Unit];
        ulong value = 0;
        if (origin.SymbolId >= 0)
        {
            ref var symbol = ref state.Symbols[origin.SymbolId];
            symbol.Standing = Standing.Kept;
            symbol.Direct = binding.Address;
            value = symbol.Value;
        }

        if (origin.Section != 0)
        {
            ref var section = ref state.SectionOf(origin.Unit, origin.Section);
            if (section.Fate == SectionFate.Keep && section.Address != binding.Address - value)
                ReportMoved(state, definition, unit);
            section.Fate = SectionFate.Keep;
            section.Address = binding.Address - value;
            section.KeptAs = index + 1;
        }

        if (binding.PreviousDigest != definition.Digest)
            state.Errors.Add(DiagnosticCatalog.InitialiserInert, unit, definition.Name,
                $"the initialiser of {SymbolText.Quote(definition.Name)} changed, but the running variable keeps its value; restart the runtime, or rename the variable, to have the new one");
    }

    /// <summary>A kept section must be kept for all its names: new bytes beside old ones would need a place in between.</summary>
    private static void CheckKeptSections(LinkState state, ResolveRequest request, ResolveReply reply)
    {
        for (int i = 0; i < state.DefinitionCount; i++)
        {
            var origin = state.Origins[i];
            if (origin.Section != 0 && reply.Definitions[i].Outcome == DefinitionOutcome.Place
                && state.SectionOf(origin.Unit, origin.Section).Fate == SectionFate.Keep)
                ReportMoved(state, request.Definitions[i], state.Units[origin.Unit]);
        }
    }

    private static void ReportMoved(LinkState state, in SymbolDefinition definition, ObjectUnit unit) =>
        state.Errors.Add(DiagnosticCatalog.DataTypeChanged, unit, definition.Name,
            $"{SymbolText.Quote(definition.Name)} shares its section with live variables that cannot move; compile with -fdata-sections, or restart the runtime");

    private static void ApplyWants(LinkState state, ResolveRequest request, ResolveReply reply)
    {
        foreach (int id in state.Shared.AsSpan())
        {
            ref var symbol = ref state.Symbols[id];
            if (symbol.IsDefined || symbol.Index < 0)
                continue;
            int want = symbol.Index - state.DefinitionCount;
            var binding = reply.Wants[want];
            bool isWeak = request.Wants[want].Binding == SymbolBinding.Weak;
            symbol.Stub = binding.Stub;
            symbol.Public = binding.Address != 0 || isWeak ? binding.Address : binding.Stub;
            symbol.Direct = binding.Body;
            symbol.IsRedirectable = binding.Body != 0;
            symbol.Standing =
                binding.IsHost ? Standing.Host
                : symbol.Public != 0 ? Standing.Elsewhere
                : isWeak && !state.NameOf(symbol).StartsWith(ThreadInitialiser) ? Standing.Null
                : Standing.Open;
        }
    }

    private static Standing StandingOf(LinkState state, in LinkSymbol symbol)
    {
        int section = state.Units[symbol.Unit].Symbols[symbol.Symbol].Section;
        if (section == ObjectSymbol.Common)
            return Standing.Placed;
        return state.SectionOf(symbol.Unit, section).Fate switch
        {
            SectionFate.Place => Standing.Placed,
            SectionFate.Keep => Standing.Kept,
            _ => Standing.None,
        };
    }

    /// <summary>What is placed will be what its symbol means; of what stays only the agent knows whether it is.</summary>
    private static bool IsRedirectable(LinkState state, ResolveReply reply, in LinkSymbol symbol) => symbol.Stub != 0 && symbol.Standing switch
    {
        Standing.Placed => state.Definitions[symbol.Index].IsRedirectable,
        Standing.Kept => reply.Definitions[symbol.Index].Body != 0,
        _ => false,
    };

    private static bool NeedsGotEntry(in LinkSymbol symbol)
    {
        var references = symbol.References;
        if ((references & References.GotEntry) != 0)
            return true;
        bool isNumber = symbol.Standing == Standing.Null
            || (symbol.Standing == Standing.Absolute && (long)symbol.Value is >= int.MinValue and <= int.MaxValue);
        return ((references & References.GotLoad) != 0 && !symbol.IsNear && !isNumber)
            || ((references & References.GotOperand) != 0 && !isNumber)
            || ((references & References.GotCall) != 0 && !symbol.IsNear && symbol.Stub == 0)
            || ((references & References.Computed) != 0 && symbol.Standing is Standing.Host or Standing.Open);
    }
}
