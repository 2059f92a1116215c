namespace Graft.Protocol;

/// <summary>
/// Where the lists of messages lie that are needed until a link has ended: in arrays that the next link uses again.
/// Not thread-safe.
/// </summary>
internal sealed class FrameMemory
{
    private readonly List<Action> _returns = [];

    /// <summary>An array of at least so many elements, of any content.</summary>
    public T[] Rent<T>(int count)
    {
        var array = SpareArrays<T>.Rent(count);
        _returns.Add(() => SpareArrays<T>.Return(array));
        return array;
    }

    /// <summary>Gives all arrays back. Nobody may use what lies in them afterwards.</summary>
    public void Release()
    {
        foreach (var giveBack in _returns)
            giveBack();
        _returns.Clear();
    }
}
