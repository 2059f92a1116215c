using System.Buffers;
using System.Runtime.CompilerServices;

namespace Graft.Engine.Objects;

/// <summary>
/// Memory for the sections, symbols and names of the units of one link: blocks of a pool that many units share, so that reading allocates no table for
/// each. Thread-safe. Dispose it once no unit that was read into it is used any more.
/// </summary>
public sealed class UnitMemory : IDisposable
{
    /// <summary>Bytes of a block, of which a small unit takes little and the rest is for the next.</summary>
    private const int BlockSize = 512 * 1024;

    private readonly Blocks<ObjectSection> _sections = new();
    private readonly Blocks<ObjectSymbol> _symbols = new();
    private readonly Blocks<byte> _bytes = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        _sections.Dispose();
        _symbols.Dispose();
        _bytes.Dispose();
    }

    /// <summary>Room for a unit's sections, of any content; of its own if there is no memory to share.</summary>
    internal static ArraySegment<ObjectSection> RentSections(UnitMemory? memory, int count) => memory?._sections.Rent(count) ?? new ObjectSection[count];

    /// <inheritdoc cref="RentSections"/>
    internal static ArraySegment<ObjectSymbol> RentSymbols(UnitMemory? memory, int count) => memory?._symbols.Rent(count) ?? new ObjectSymbol[count];

    /// <inheritdoc cref="RentSections"/>
    internal static Memory<byte> RentBytes(UnitMemory? memory, int count) => memory?._bytes.Rent(count) ?? new byte[count];

    private sealed class Blocks<T> : IDisposable
    {
        private readonly Lock _sync = new();
        private readonly List<T[]> _full = [];
        private T[] _current = [];
        private int _used;

        public ArraySegment<T> Rent(int count)
        {
            lock (_sync)
            {
                if (count > _current.Length - _used)
                    Renew(count);
                _used += count;
                return new(_current, _used - count, count);
            }
        }

        public void Dispose()
        {
            lock (_sync)
            {
                Return(_current, _used);
                foreach (var block in _full)
                    Return(block, block.Length);
                _full.Clear();
                (_current, _used) = ([], 0);
            }
        }

        private void Renew(int count)
        {
            if (_current.Length > 0)
                _full.Add(_current);
            (_current, _used) = (ArrayPool<T>.Shared.Rent(Math.Max(count, BlockSize / Unsafe.SizeOf<T>())), 0);
        }

        // What a block refers to is forgotten: the files' memory goes elsewhere.
        private static void Return(T[] block, int used)
        {
            if (block.Length == 0)
                return;
            if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
                block.AsSpan(0, used).Clear();
            ArrayPool<T>.Shared.Return(block);
        }
    }
}
