using System.Numerics;

namespace Graft;

/// <summary>
/// Finds groups of symbols by their key: open addressing with linear probing. Hashes lie apart from the groups, so that a name which is not
/// there, as most are that come, costs one look into a small array. Guarded by the agent's lock.
/// </summary>
internal sealed class SymbolGroupTable
{
    private const int FewestSlots = 64;

    private int[] _hashes = new int[FewestSlots]; // 0 if a slot is free
    private SymbolGroup[] _groups = new SymbolGroup[FewestSlots];
    private int _added;

    /// <summary>How many groups there are.</summary>
    public int Count { get; private set; }

    /// <summary>All groups as they are now, the oldest first.</summary>
    public SymbolGroup[] Groups
    {
        get
        {
            SymbolGroup[] groups = [.. _groups.Where((_, i) => _hashes[i] != 0)];
            Array.Sort(groups, (left, right) => left.Number.CompareTo(right.Number));
            return groups;
        }
    }

    private int Mask => _hashes.Length - 1;

    /// <summary>Makes room for groups, so that the table does not grow step by step.</summary>
    public void Expect(int more)
    {
        int slots = (int)BitOperations.RoundUpToPowerOf2((uint)(Count + more) * 3 / 2);
        if (slots > _hashes.Length)
            Resize(slots);
    }

    /// <summary>The group of a key; null if there is none.</summary>
    public SymbolGroup? Find(in SymbolKey key)
    {
        int hash = HashOf(key);
        for (int i = hash & Mask; _hashes[i] != 0; i = (i + 1) & Mask)
        {
            if (_hashes[i] == hash && _groups[i].Has(key))
                return _groups[i];
        }

        return null;
    }

    /// <summary>Adds a group whose key is not there.</summary>
    public void Add(SymbolGroup group)
    {
        if ((Count + 1) * 3L / 2 > _hashes.Length)
            Resize(_hashes.Length * 2);
        group.Number = _added++;
        Place(group, HashOf(group.Key));
        Count++;
    }

    /// <summary>Removes a group that is there; the groups behind it close up, so that none becomes unreachable.</summary>
    public void Remove(SymbolGroup group)
    {
        int free = HashOf(group.Key) & Mask;
        while (_groups[free] != group)
            free = (free + 1) & Mask;
        for (int i = (free + 1) & Mask; _hashes[i] != 0; i = (i + 1) & Mask)
        {
            int distance = (i - _hashes[i]) & Mask; // how far it lies behind where it would like to be
            if (distance < ((i - free) & Mask))
                continue;
            (_hashes[free], _groups[free]) = (_hashes[i], _groups[i]);
            free = i;
        }

        (_hashes[free], _groups[free]) = (0, default);
        Count--;
    }

    private static int HashOf(in SymbolKey key) => key.GetHashCode() is var hash and not 0 ? hash : 1;

    private void Resize(int slots)
    {
        var (hashes, groups) = (_hashes, _groups);
        (_hashes, _groups) = (new int[slots], new SymbolGroup[slots]);
        for (int i = 0; i < hashes.Length; i++)
        {
            if (hashes[i] != 0)
                Place(groups[i], hashes[i]);
        }
    }

    private void Place(SymbolGroup group, int hash)
    {
        int i = hash & Mask;
        while (_hashes[i] != 0)
            i = (i + 1) & Mask;
        (_hashes[i], _groups[i]) = (hash, group);
    }
}
