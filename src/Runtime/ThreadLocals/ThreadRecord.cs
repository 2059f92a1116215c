using System.Runtime.InteropServices;

namespace Graft;

/// <summary>
/// Something that a thread holds of a runtime, in memory of <c>malloc</c>: its view of the thread-local region, or a function to
/// call when it ends. The layout is known to <see cref="ThreadSupportX64"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ThreadRecord
{
    /// <summary>Bytes of it.</summary>
    public const int Size = 48;

    /// <summary>The next one of its list.</summary>
    public ThreadRecord* Next;

    /// <summary>The thread, by its pointer.</summary>
    public nint Owner;

    /// <summary>The runtime's storage.</summary>
    public StorageRecord* Storage;

    /// <summary>The function to call; null for a view.</summary>
    public delegate* unmanaged[Cdecl]<nint, void> Function;

    /// <summary>What to call it with; of a view how far it lies from the initial values.</summary>
    public nint Argument;

    /// <summary>Of a function the handle that it was registered with: its module's.</summary>
    public nint Handle;
}

/// <summary>What threads have to know of a runtime's thread-locals. The layout is known to <see cref="ThreadSupportX64"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StorageRecord
{
    /// <summary>The key under which a thread keeps its view's distance (pthread_key_create).</summary>
    public ulong Key;

    /// <summary>Bytes of the region.</summary>
    public ulong Size;

    /// <summary>The arena's memory.</summary>
    public ulong Descriptor;

    /// <summary>Where in it the region begins.</summary>
    public ulong Offset;

    /// <summary>Address of the region's initial values.</summary>
    public ulong Start;
}
