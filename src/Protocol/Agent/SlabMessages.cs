namespace Graft.Protocol;

/// <summary>Bytes a link needs in each region of the arena. The agent rounds up to whole pages.</summary>
/// <param name="Code">Executable bytes.</param>
/// <param name="ReadOnly">Constants and GOT entries.</param>
/// <param name="Data">Initialised and zeroed writable data.</param>
/// <param name="Alignment">The greatest alignment any of them needs, a power of two, at most 2 MiB.</param>
/// <param name="ThreadLocals">Initial values of thread-local variables; these are aligned to pages and no more.</param>
public readonly record struct SlabSize(ulong Code, ulong ReadOnly, ulong Data, ulong Alignment = 4096, ulong ThreadLocals = 0);

/// <summary>
/// Room granted by the agent: four ranges, known by the addresses that the runtime sees, mapped here for writing.
/// Pages come zeroed. Disposing unmaps them; it does not give them back.
/// </summary>
public interface ISlab : IDisposable
{
    /// <summary>Address in the runtime of the first code byte.</summary>
    ulong CodeAddress { get; }

    /// <summary>Address in the runtime of the first read-only byte.</summary>
    ulong ReadOnlyAddress { get; }

    /// <summary>Address in the runtime of the first data byte.</summary>
    ulong DataAddress { get; }

    /// <summary>Address in the runtime of the first byte of initial values of thread-local variables.</summary>
    ulong ThreadLocalAddress { get; }

    /// <summary>The code bytes, writable here.</summary>
    Span<byte> Code { get; }

    /// <summary>The read-only bytes, writable here.</summary>
    Span<byte> ReadOnly { get; }

    /// <summary>The data bytes, writable here.</summary>
    Span<byte> Data { get; }

    /// <summary>The initial values of thread-local variables, writable here.</summary>
    Span<byte> ThreadLocals { get; }
}
