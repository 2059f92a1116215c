using Graft.Protocol;

namespace Graft;

/// <summary>
/// Which code and constants of a unit may stay where they are although its object changed. A digest says that bytes and the names they
/// refer to are the same; this makes sure that these names still mean the addresses which the old bytes hold. Guarded by the agent's lock.
/// </summary>
/// <param name="table">The runtime's symbols.</param>
internal sealed class UnchangedCode(SymbolTable table)
{
    /// <summary>How many nameless constants deep to look: what lies deeper is linked anew, and no chain can exhaust the stack.</summary>
    private const int DepthLimit = 100;

    // What one pass has found is marked with its number.
    private long _pass;

    // Of the unit that was asked about last, when any of its weak wants moved.
    private LoadedUnit? _weakOf;
    private long _weakMovedAt;

    /// <summary>Begins to look at a link, all of whose symbols are resolved.</summary>
    public void Begin(PendingLink link)
    {
        _pass++;
        _weakOf = null;
        foreach (ref readonly var pending in link.Definitions.AsSpan())
            pending.Symbol.MentionedIn = _pass;
        foreach (var symbol in link.Wants)
            symbol.MentionedIn = _pass;
    }

    /// <summary>Whether a definition's live bytes are as good as those that the link would bring.</summary>
    /// <param name="link">The link.</param>
    /// <param name="definition">The definition.</param>
    /// <param name="pending">What becomes of it otherwise.</param>
    public bool CanStay(PendingLink link, in SymbolDefinition definition, in PendingDefinition pending)
    {
        if (pending.Outcome != DefinitionOutcome.Place || pending.Existing is not { IsState: false, IsIndirect: false, IsRetired: false } live
            || live.Symbol != pending.Symbol || pending.Symbol.Newest != live)
            return false;
        if (live.Digest != definition.Digest || live.Digest == 0 || live.Size != definition.Size || live.Kind != definition.Kind
            || live.Binding != definition.Binding || live.IsHidden != definition.Hidden
            || live.Signature != table.Signatures.Of(definition.Signature))
            return false;
        return live is { Unit: { IsDetached: false, HasInitialisersToRun: false } unit, Node: { } node }
            && node.Unit == unit && unit.Module == link.Request.Module
            && unit.Name == link.Request.Units[definition.Unit].Name
            && IsSound(node, 0);
    }

    private bool IsSound(Node node, int depth)
    {
        if (node.SoundIn == _pass)
            return true;
        if (node.UnsoundIn == _pass || depth > DepthLimit)
            return false;
        node.UnsoundIn = _pass; // Nameless constants that refer to each other in a circle are linked anew, too.
        if (node.State == SymbolState.Failed || node.HasUnknownFrames || !AreSymbolsSound(node) || !AreNeighboursSound(node, depth))
            return false;
        (node.SoundIn, node.UnsoundIn) = (_pass, 0);
        return true;
    }

    private bool AreSymbolsSound(Node node)
    {
        foreach (var symbol in node.NeedsSymbols)
        {
            if (symbol.MentionedIn != _pass || symbol.MovedAt > node.LinkedAt)
                return false;
        }

        return WeakMovedAt(node.Unit) <= node.LinkedAt;
    }

    // Which of its sections refer to a weak want nobody says; they may hold null.
    private long WeakMovedAt(LoadedUnit unit)
    {
        if (_weakOf == unit)
            return _weakMovedAt;
        (_weakOf, _weakMovedAt) = (unit, 0);
        foreach (var symbol in unit.WeakWants ?? [])
            _weakMovedAt = Math.Max(_weakMovedAt, symbol.MovedAt);
        return _weakMovedAt;
    }

    private bool AreNeighboursSound(Node node, int depth)
    {
        foreach (var needed in node.NeedsNodes)
        {
            if (needed.Defines.Count == 0 ? !IsSound(needed, depth + 1) : !IsCurrent(needed))
                return false;
        }

        return node.Defines.Count == 0 || node.Frames is not { } frames || IsSound(frames, depth + 1);
    }

    // Whether it is itself what the link would refer to; whether that changes with the link, the linker finds out.
    private static bool IsCurrent(Node node)
    {
        foreach (var definition in node.Defines)
        {
            if (definition.Symbol.Newest != definition)
                return false;
        }

        return true;
    }
}
