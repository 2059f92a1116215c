using Graft.Protocol;

namespace Graft;

/// <summary>
/// Which code and constants of a unit may stay where they are although its object changed. A digest says that bytes and the names they
/// refer to are the same; this makes sure that these names still mean the addresses which the old bytes hold. What was edited back comes
/// back: an older definition that an undo could still need is as good as new bytes. Guarded by the agent's lock.
/// </summary>
/// <param name="table">The runtime's symbols.</param>
/// <param name="journal">The older definitions that are kept.</param>
internal sealed class UnchangedCode(SymbolTable table, UndoJournal journal)
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

    /// <summary>The definition whose bytes are as good as those that the link would bring: the live one, or an older one; null if there is none.</summary>
    /// <param name="link">The link.</param>
    /// <param name="definition">The definition.</param>
    /// <param name="pending">What becomes of it otherwise.</param>
    public Definition? Find(PendingLink link, in SymbolDefinition definition, in PendingDefinition pending)
    {
        if (pending is not { Outcome: DefinitionOutcome.Place, Existing: { IsState: false } existing } || definition.Digest == 0)
            return null;
        if (existing.Digest != definition.Digest || existing.Symbol != pending.Symbol || pending.Symbol.Newest != existing)
            return journal.FindOlder(pending.Symbol, definition.Digest) is { } older && IsAsGood(link, definition, older) ? older : null;
        return IsAsGood(link, definition, existing) ? existing : null;
    }

    private bool IsAsGood(PendingLink link, in SymbolDefinition definition, Definition known)
    {
        if (known.IsIndirect || known.Size != definition.Size || known.Kind != definition.Kind
            || known.Binding != definition.Binding || known.IsHidden != definition.Hidden
            || !table.Signatures.Is(known.Signature, definition.Signature))
            return false;
        return known.Node is { } node && node.Unit == known.Unit
            && node.Unit.Module == link.Request.Module && node.Unit.Name == link.Request.Units[definition.Unit].Name
            && (known.IsInUse ? !node.Unit.HasInitialisersToRun : node.State == SymbolState.Ready)
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
