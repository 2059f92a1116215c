using Graft.Protocol;

namespace Graft.Engine.Image;

/// <summary>A slab in this process's heap, for addresses at the beginning of an arena's regions.</summary>
internal sealed class ImageSlab(ArenaLayout layout, SlabSize size) : ISlab
{
    private readonly byte[] _code = new byte[size.Code];
    private readonly byte[] _readOnly = new byte[size.ReadOnly];
    private readonly byte[] _data = new byte[size.Data];
    private readonly byte[] _threadLocals = new byte[size.ThreadLocals];

    /// <inheritdoc/>
    public ulong CodeAddress { get; } = Align(layout.Code.Start, size.Alignment);

    /// <inheritdoc/>
    public ulong ReadOnlyAddress { get; } = Align(layout.ReadOnly.Start, size.Alignment);

    /// <inheritdoc/>
    public ulong DataAddress { get; } = Align(layout.Data.Start, size.Alignment);

    /// <inheritdoc/>
    public ulong ThreadLocalAddress => layout.ThreadLocals.Start;

    /// <inheritdoc/>
    public Span<byte> Code => _code;

    /// <inheritdoc/>
    public Span<byte> ReadOnly => _readOnly;

    /// <inheritdoc/>
    public Span<byte> Data => _data;

    /// <inheritdoc/>
    public Span<byte> ThreadLocals => _threadLocals;

    /// <summary>The first region that the link does not fit into; null if it fits.</summary>
    public string? FindOverflow() =>
        !Fits(layout.Code, CodeAddress, size.Code) ? "code"
        : !Fits(layout.ReadOnly, ReadOnlyAddress, size.ReadOnly) ? "read-only"
        : !Fits(layout.Data, DataAddress, size.Data) ? "data"
        : !Fits(layout.ThreadLocals, ThreadLocalAddress, size.ThreadLocals) ? "thread-local"
        : null;

    /// <summary>Does nothing: the bytes are what the link is for.</summary>
    public void Dispose()
    {
    }

    private static bool Fits(AddressRange region, ulong address, ulong size) => region.Contains(new AddressRange(address, size));

    private static ulong Align(ulong value, ulong alignment) => (value + alignment - 1) & ~(alignment - 1);
}
