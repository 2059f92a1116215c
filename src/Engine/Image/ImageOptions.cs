using Graft.Protocol;

namespace Graft.Engine.Image;

/// <summary>What a link without a process takes for granted. Immutable.</summary>
public sealed record ImageOptions
{
    /// <summary>Where an arena lies if nobody says: within the reach of code that was compiled without -fPIC.</summary>
    public const ulong DefaultBase = 0x1000_0000;

    /// <summary>Address of the arena's first byte, a multiple of <see cref="ArenaLayout.RegionAlignment"/>.</summary>
    public ulong Base { get; init; } = DefaultBase;

    /// <summary>Size of the arena in bytes, as <see cref="ArenaLayout"/> takes it.</summary>
    public ulong ArenaSize { get; init; } = 256 * 1024 * 1024;

    /// <summary>Addresses of symbols that the files want and do not define: what a process would provide.</summary>
    public IReadOnlyDictionary<string, ulong> Absolutes { get; init; } = new Dictionary<string, ulong>();

    /// <summary>Whether what nobody defines stays open: calls lead to a stub that traps, other fields stay zero and are listed.</summary>
    public bool AllowsUndefined { get; init; }
}
