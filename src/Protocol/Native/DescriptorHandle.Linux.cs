using Microsoft.Win32.SafeHandles;

namespace Graft.Protocol;

/// <summary>Owns a file descriptor: a socket or a memfd.</summary>
internal sealed class DescriptorHandle : SafeHandleMinusOneIsInvalid
{
    /// <summary>For the marshaller, which fills it.</summary>
    public DescriptorHandle()
        : base(ownsHandle: true)
    {
    }

    /// <summary>Takes over a descriptor.</summary>
    public DescriptorHandle(int descriptor)
        : this() => SetHandle(descriptor);

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Libc.close((int)handle) == 0;
}
