using System.Numerics;

namespace Graft;

/// <summary>
/// Finds groups of symbols by their key: open addressing with linear probing, a word and a reference for each slot, since the key is in
/// the group itself. Guarded by the agent's lock.
/// </summary>
internal sealed class SymbolGroupTable
{
    private const int FewestSlots = 64;

    private Slot[] _slots = new Slot[FewestSlots];
    private int _added;

    /// <summary>How many groups there are.</summary>
    public int Count { get; private set; }

    /// <summary>All groups as they are now, the oldest first.</summary>
    public SymbolGroup[] Groups
    {
        get
        {
            SymbolGroup[] groups = [.. _slots.Where(slot => slot.Group is not null).Select(slot => slot.Group!)];
            Array.Sort(groups, (left, right) => left.Number.CompareTo(right.Number));
            return groups;
        }
    }

    private int Mask => _slots.Length - 1;

    /// <summary>Makes room for groups, so that the table does not grow step by step.</summary>
    public void Expect(int more)
    {
        int slots = (int)BitOperations.RoundUpToPowerOf2((uint)(Count + more) * 3 / 2);
        if (slots > _slots.Length)
            Resize(slots);
    }

    /// <summary>The group of a key; null if there is none.</summary>
    public SymbolGroup? Find(in SymbolKey key)
    {
        int hash = key.GetHashCode();
        for (int i = hash & Mask; _slots[i].Group is { } group; i = (i + 1) & Mask)
        {
            if (_slots[i].Hash == hash && group.Key.Equals(key))
                return group;
        }

        return null;
    }

    /// <summary>Adds a group whose key is not there.</summary>
    public void Add(SymbolGroup group)
    {
        if ((Count + 1) * 3L / 2 > _slots.Length)
            Resize(_slots.Length * 2);
        group.Number = _added++;
        Place(new(group, group.Key.GetHashCode()));
        Count++;
    }

    /// <summary>Removes a group that is there; the groups behind it close up, so that none becomes unreachable.</summary>
    public void Remove(SymbolGroup group)
    {
        int free = group.Key.GetHashCode() & Mask;
        while (_slots[free].Group != group)
            free = (free + 1) & Mask;
        for (int i = (free + 1) & Mask; _slots[i].Group is not null; i = (i + 1) & Mask)
        {
            int distance = (i - _slots[i].Hash) & Mask; // how far it lies behind where it would like to be
            if (distance < ((i - free) & Mask))
                continue;
            _slots[free] = _slots[i];
            free = i;
        }

        _slots[free] = default;
        Count--;
    }

    private void Resize(int slots)
    {
        var old = _slots;
        _slots = new Slot[slots];
        foreach (var slot in old)
        {
            if (slot.Group is not null)
                Place(slot);
        }
    }

    private void Place(in Slot slot)
    {
        int i = slot.Hash & Mask;
        while (_slots[i].Group is not null)
            i = (i + 1) & Mask;
        _slots[i] = slot;
    }

    private readonly record struct Slot(SymbolGroup? Group, int Hash);
}
