using System.Buffers;
using System.Numerics;
using Graft.Protocol;

namespace Graft.Engine.Collections;

/// <summary>
/// A number for each name, by open addressing with linear probing: entries lie side by side in the order in which they
/// came, and a power of two of slots leads to them. The arrays come from a pool: dispose it once.
/// </summary>
internal sealed class NameTable : IDisposable
{
    private const int FewestSlots = 16;

    private Entry[] _entries;
    private int[] _slots; // index of an entry + 1; 0 if free
    private int _mask;

    /// <summary>Makes an empty table.</summary>
    /// <param name="expected">How many names there will be about.</param>
    public NameTable(int expected)
    {
        _entries = ArrayPool<Entry>.Shared.Rent(Math.Max(expected, FewestSlots));
        _slots = [];
        MakeSlots();
    }

    /// <summary>How many names there are.</summary>
    public int Count { get; private set; }

    /// <summary>The number of a name; a new one gets 0.</summary>
    /// <param name="name">The name, whose memory must outlive the table.</param>
    /// <param name="isNew">Whether it was not there.</param>
    public ref int ValueOf(Utf8Name name, out bool isNew) => ref ValueOf(name, (uint)Utf8Name.Hash(name.Span), out isNew);

    /// <summary>The number of a name whose hash is known; a new one gets 0.</summary>
    /// <param name="name">The name, whose memory must outlive the table.</param>
    /// <param name="hash">Bits of its <see cref="Utf8Name.Hash"/>, the same of all names.</param>
    /// <param name="isNew">Whether it was not there.</param>
    public ref int ValueOf(Utf8Name name, uint hash, out bool isNew)
    {
        int slot = (int)hash & _mask;
        for (; _slots[slot] is > 0 and var entry; slot = (slot + 1) & _mask)
        {
            ref var known = ref _entries[entry - 1];
            if (known.Hash == hash && known.Name == name)
            {
                isNew = false;
                return ref known.Value;
            }
        }

        isNew = true;
        if (Count == _entries.Length)
        {
            Grow();
            return ref ValueOf(name, hash, out isNew);
        }

        _slots[slot] = Count + 1;
        ref var added = ref _entries[Count++];
        added = new() { Name = name, Hash = hash };
        return ref added.Value;
    }

    /// <summary>Adds a name; false if it was there.</summary>
    public bool Add(Utf8Name name)
    {
        ValueOf(name, out bool isNew);
        return isNew;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pooled.Return(_slots);
        Release(_entries);
        (_slots, _entries, Count) = ([], [], 0);
    }

    private void Grow()
    {
        var larger = ArrayPool<Entry>.Shared.Rent(2 * _entries.Length);
        _entries.AsSpan(0, Count).CopyTo(larger);
        Release(_entries);
        _entries = larger;
        MakeSlots();
    }

    /// <summary>Twice as many slots as entries have room for, at least: half of them stay free.</summary>
    private void MakeSlots()
    {
        Pooled.Return(_slots);
        int count = (int)BitOperations.RoundUpToPowerOf2((uint)_entries.Length) * 2;
        _slots = Pooled.RentZeroed<int>(count);
        _mask = count - 1;
        for (int i = 0; i < Count; i++)
        {
            int slot = (int)_entries[i].Hash & _mask;
            while (_slots[slot] != 0)
                slot = (slot + 1) & _mask;
            _slots[slot] = i + 1;
        }
    }

    // Only what was used refers to anything.
    private void Release(Entry[] entries)
    {
        entries.AsSpan(0, Count).Clear();
        ArrayPool<Entry>.Shared.Return(entries);
    }

    private struct Entry
    {
        public Utf8Name Name;
        public uint Hash;
        public int Value;
    }
}
