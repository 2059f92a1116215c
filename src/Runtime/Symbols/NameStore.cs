using Graft.Protocol;

namespace Graft;

/// <summary>
/// Memory for the names of symbols that stay: messages bring them in buffers that are used again. Names lie one after the
/// other in large blocks, so that none is an object of its own. Guarded by the agent's lock.
/// </summary>
internal sealed class NameStore
{
    private const int BlockSize = 64 * 1024;

    private Memory<byte> _rest;

    /// <summary>A copy of a name that lives as long as anyone refers to it.</summary>
    public Utf8Name Keep(Utf8Name name)
    {
        if (name.Length > _rest.Length)
            _rest = new byte[Math.Max(BlockSize, name.Length)];
        name.Bytes.CopyTo(_rest);
        var kept = _rest[..name.Length];
        _rest = _rest[name.Length..];
        return new(kept);
    }
}
