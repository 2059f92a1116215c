using System.Collections;

namespace Graft;

/// <summary>Something that a number stands for in a commit's tables.</summary>
/// <typeparam name="T">What it is.</typeparam>
internal interface ICommitItem<T>
    where T : ICommitItem<T>
{
    /// <summary>What a number stands for.</summary>
    static abstract T Of(CommitTables tables, int number);
}

/// <summary>Some things of a commit, as a list that is no object. Guarded by the agent's lock.</summary>
/// <typeparam name="T">What they are.</typeparam>
/// <param name="tables">The commit's tables.</param>
/// <param name="numbers">Their numbers lie in it; null if they follow each other.</param>
/// <param name="first">The first number, or its place among the numbers.</param>
/// <param name="count">How many there are.</param>
internal readonly struct CommitItems<T>(CommitTables tables, int[]? numbers, int first, int count) : IReadOnlyList<T>
    where T : ICommitItem<T>
{
    /// <inheritdoc/>
    public int Count => count;

    /// <inheritdoc/>
    public T this[int index] => T.Of(tables, numbers is null ? first + index : numbers[first + index]);

    /// <summary>Goes through them without an object of its own.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<T>)this).GetEnumerator();

    /// <summary>Goes through a commit's things.</summary>
    public struct Enumerator(CommitItems<T> items)
    {
        private int _index = -1;

        /// <summary>What it has come to.</summary>
        public readonly T Current => items[_index];

        /// <summary>Goes on; false at the end.</summary>
        public bool MoveNext() => ++_index < items.Count;
    }
}
