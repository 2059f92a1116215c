namespace Graft;

/// <summary>
/// Records that live on, in blocks of some hundreds, so that none is an object of its own. A record is never used for something else: who still
/// refers to one that was given up finds it as it was. A block goes with the last who refers to it. Guarded by the agent's lock.
/// </summary>
/// <typeparam name="T">The records.</typeparam>
internal sealed class RecordBlocks<T>
    where T : struct
{
    private const int FewestRecords = 16;

    // So that a record that lives on keeps few others: they may be of a module that is gone.
    private const int MostRecords = 512;

    private T[] _block = [];
    private int _used;
    private int _expected;

    /// <summary>Notes that so many records come soon.</summary>
    public void Expect(int more) => _expected = more;

    /// <summary>Adds a record.</summary>
    /// <returns>Where it lies.</returns>
    public (T[] Block, int Number) Add(in T record)
    {
        if (_used == _block.Length)
        {
            _block = new T[Math.Clamp(_expected, FewestRecords, MostRecords)];
            _expected = Math.Max(_expected - _block.Length, 0);
            _used = 0;
        }

        _block[_used] = record;
        return (_block, _used++);
    }
}
