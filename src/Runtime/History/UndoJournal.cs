using Graft.Protocol;

namespace Graft;

/// <summary>
/// The newest generations that can be taken back, and those that were and can come again. As in an editor: undo goes backwards through
/// what is in effect, redo takes the last undo back, and a new load ends the redo. Guarded by the agent's lock.
/// </summary>
/// <param name="depth">How many generations are kept.</param>
internal sealed class UndoJournal(int depth)
{
    private readonly List<ChangeSet> _inEffect = [];
    private readonly Stack<UndoStep> _undone = [];
    private readonly Dictionary<long, long> _undoneBy = [];
    private string _floor = "";

    /// <summary>Whether anything is to be noted at all.</summary>
    public bool IsOn => depth > 0;

    /// <summary>All that an undo or a redo could put into effect again: none of it may be freed.</summary>
    public IEnumerable<ChangeSet> Held => _inEffect.Concat(_undone.SelectMany(step => step.Sets));

    /// <summary>Finds a definition that a symbol led to and does not lead to now, and that is kept.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="digest">The definition's digest.</param>
    public Definition? FindOlder(Symbol symbol, ulong digest)
    {
        foreach (var changes in Held)
        {
            if (changes.Find(symbol) is not { } change)
                continue;
            if (IsMeant(change.Before.Definition.OrNull))
                return change.Before.Definition;
            if (IsMeant(change.After.Definition.OrNull))
                return change.After.Definition;
        }

        return null;

        bool IsMeant(Definition? definition) => definition is { IsHost: false } known && known.Digest == digest && known != symbol.Newest;
    }

    /// <summary>Adds what a commit did; several commits may share one generation.</summary>
    public void Add(ChangeSet changes)
    {
        ForgetRedo();
        if (!IsOn)
            return;
        if (_inEffect.Count > 0 && _inEffect[^1].Generation == changes.Generation)
        {
            _inEffect[^1].Add(changes);
            return;
        }

        _inEffect.Add(changes);
        if (_inEffect.Count <= depth)
            return;
        _inEffect[0].Release();
        _inEffect.RemoveAt(0);
    }

    /// <summary>Forgets everything: nothing before can be restored.</summary>
    /// <param name="why">Why, as a sentence.</param>
    public void Close(string why)
    {
        _inEffect.ForEach(changes => changes.Release());
        _inEffect.Clear();
        ForgetRedo();
        _floor = why;
    }

    /// <summary>The generation that took one back; 0 if none did.</summary>
    public long UndoneBy(long generation) => _undoneBy.GetValueOrDefault(generation);

    /// <summary>Whether a generation can be taken back, with all that came after it.</summary>
    public bool CanUndo(long generation)
    {
        int first = IndexOf(generation);
        return first >= 0 && _inEffect.TrueForAll(changes => changes.Generation < generation || changes.Obstacle.Length == 0);
    }

    /// <summary>Whether a function that is not live any more came in the place of another one, in a generation that is still known here, in effect or taken back.</summary>
    public bool HasReplacedFor(Definition function)
    {
        foreach (var changes in Held)
        {
            if (changes.Generation == function.Generation)
                return changes.Find(function.Symbol) is { Before.Definition: { IsHost: false } before } && before.Digest != function.Digest;
        }

        return false;
    }

    /// <summary>The generation in effect that put a live function in the place of another one, be it new or from before; 0 if none is known.</summary>
    public long ReplacedIn(Definition function)
    {
        for (int i = _inEffect.Count - 1; i >= 0; i--)
        {
            // One that came in the place of the same code was linked anew, no more.
            if (_inEffect[i].Find(function.Symbol) is { Before.Definition: var before } && (before.IsHost || before.Digest != function.Digest))
                return before.IsHost ? 0 : _inEffect[i].Generation;
        }

        return 0;
    }

    /// <summary>What is to be taken back, newest first.</summary>
    /// <param name="generation">The oldest; null for the newest in effect alone.</param>
    /// <param name="newest">The runtime's newest generation.</param>
    /// <exception cref="GraftException">GRAFT4028 or GRAFT4029.</exception>
    public ChangeSet[] FindUndo(long? generation, long newest)
    {
        int first = generation is { } wanted ? IndexOf(wanted) : _inEffect.Count - 1;
        if (first < 0)
            throw new GraftException(generation is { } missing ? WhyNot(missing, newest) : WhyNothing());
        ChangeSet[] sets = [.. _inEffect.Skip(first).Reverse()];
        if (Array.Find(sets, changes => changes.Obstacle.Length > 0) is { } blocked)
            throw new GraftException(DiagnosticCatalog.CannotUndo.At($"generation {blocked.Generation} cannot be taken back: {blocked.Obstacle}"));
        return sets;
    }

    /// <summary>What is to be put into effect again, oldest first.</summary>
    /// <exception cref="GraftException">GRAFT4028.</exception>
    public ChangeSet[] FindRedo() => _undone.TryPeek(out var step)
        ? [.. step.Sets.Reverse()]
        : throw new GraftException(DiagnosticCatalog.NothingToUndo.At(
            "nothing is to be put into effect again: nothing was undone since the last load or unload"));

    /// <summary>Notes that an undo was done.</summary>
    /// <param name="sets">What it took back, newest first.</param>
    /// <param name="by">The undo's generation.</param>
    public void MoveToUndone(ChangeSet[] sets, long by)
    {
        _inEffect.RemoveRange(_inEffect.Count - sets.Length, sets.Length);
        _undone.Push(new(sets));
        foreach (var changes in sets)
            _undoneBy[changes.Generation] = by;
    }

    /// <summary>Notes that the last undo was taken back.</summary>
    public void MoveBack()
    {
        var sets = _undone.Pop().Sets;
        _inEffect.AddRange(sets.Reverse());
        foreach (var changes in sets)
            _undoneBy.Remove(changes.Generation);
    }

    /// <summary>Lets a generation be taken back that could not be: what stood in the way has not come about.</summary>
    public void Unblock(long generation) => _inEffect[IndexOf(generation)].Obstacle = "";

    /// <summary>Gives up what was taken back: it can never be brought back.</summary>
    public void ForgetRedo()
    {
        foreach (var step in _undone)
            Array.ForEach(step.Sets, changes => changes.Release());
        _undone.Clear();
    }

    /// <summary>Forgets what happened to a generation that nobody asks for any more.</summary>
    public void Forget(long generation) => _undoneBy.Remove(generation);

    private int IndexOf(long generation) => _inEffect.FindIndex(changes => changes.Generation == generation);

    private Diagnostic WhyNothing()
    {
        string why = !IsOn ? "the program keeps nothing for it (RuntimeOptions.UndoDepth is 0)"
            : _floor.Length > 0 ? _floor
            : _undone.Count > 0 ? "all that can be is taken back; 'graft redo' puts it into effect again"
            : "nothing was loaded";
        return DiagnosticCatalog.NothingToUndo.At($"nothing is to be taken back: {why}");
    }

    private Diagnostic WhyNot(long generation, long newest)
    {
        if (generation < 1 || generation > newest)
            return DiagnosticCatalog.NothingToUndo.At($"there is no generation {generation}; the newest is {newest}, 'graft history' shows all");
        if (UndoneBy(generation) is not 0 and var by)
            return DiagnosticCatalog.NothingToUndo.At($"generation {generation} is taken back already, by generation {by}");
        return DiagnosticCatalog.CannotUndo.At(
            $"generation {generation} cannot be taken back: it is no load, or one of more than {depth} generations ago"
            + (_floor.Length > 0 ? $", or came before something that is final: {_floor}" : "") + "; 'graft history' shows what can be");
    }

    /// <summary>What one undo took back.</summary>
    /// <param name="Sets">Newest first.</param>
    private sealed record UndoStep(ChangeSet[] Sets);
}
