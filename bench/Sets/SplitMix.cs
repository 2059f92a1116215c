namespace Graft.Bench.Sets;

/// <summary>Steele, Lea and Flood's SplitMix64: the same numbers on every machine and every version of .NET.</summary>
internal struct SplitMix(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from 0 to <paramref name="limit"/> - 1.</summary>
    public int Next(int limit)
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return (int)((z ^ (z >> 31)) % (ulong)limit);
    }
}
