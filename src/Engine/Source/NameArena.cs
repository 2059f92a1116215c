namespace Graft.Engine.Source;

/// <summary>Memory for names that have to outlive the text that they were read from: a few large blocks instead of thousands of small ones.</summary>
internal sealed class NameArena
{
    private const int BlockSize = 64 * 1024;

    private byte[] _block = [];
    private int _used;

    /// <summary>Copies a name.</summary>
    public ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> name)
    {
        if (_block.Length - _used < name.Length)
        {
            // The first one is small: a re-read text has one entity.
            _block = new byte[Math.Max(name.Length, _block.Length == 0 ? BlockSize / 64 : BlockSize)];
            _used = 0;
        }

        var kept = _block.AsMemory(_used, name.Length);
        name.CopyTo(kept.Span);
        _used += name.Length;
        return kept;
    }
}
