using Graft.Protocol;

namespace Graft.Tests.Link;

/// <summary>A slab in this process's heap.</summary>
internal sealed class FakeSlab(
    ulong codeAddress, ulong code, ulong readOnlyAddress, ulong readOnly, ulong dataAddress, ulong data,
    ulong threadLocalAddress, ulong threadLocals) : ISlab
{
    private readonly byte[] _code = new byte[code];
    private readonly byte[] _readOnly = new byte[readOnly];
    private readonly byte[] _data = new byte[data];
    private readonly byte[] _threadLocals = new byte[threadLocals];

    public bool IsDisposed { get; private set; }

    public ulong CodeAddress => codeAddress;

    public ulong ReadOnlyAddress => readOnlyAddress;

    public ulong DataAddress => dataAddress;

    public ulong ThreadLocalAddress => threadLocalAddress;

    public Span<byte> Code => _code;

    public Span<byte> ReadOnly => _readOnly;

    public Span<byte> Data => _data;

    public Span<byte> ThreadLocals => _threadLocals;

    public bool TryRead(ulong address, int size, out ReadOnlySpan<byte> bytes)
    {
        foreach (var (start, content) in new[] { (codeAddress, _code), (readOnlyAddress, _readOnly), (dataAddress, _data), (threadLocalAddress, _threadLocals) })
        {
            if (address < start || address + (ulong)size > start + (ulong)content.Length)
                continue;
            bytes = content.AsSpan((int)(address - start), size);
            return true;
        }

        bytes = default;
        return false;
    }

    public void Dispose() => IsDisposed = true;
}
