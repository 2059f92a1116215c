using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft.Engine.Objects;

/// <summary>A section of an object.</summary>
/// <param name="Name">Its name where it stands in the file.</param>
/// <param name="Kind">What becomes of it in a process.</param>
/// <param name="Alignment">A power of two, at least 1.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="Bytes">Its content; empty for <see cref="SectionKind.Zero"/>.</param>
/// <param name="RelocationTable">Its relocations, as <see cref="ObjectRelocation"/> lies in memory.</param>
/// <param name="MergeEntity">
/// Size of an entry if equal entries may be merged (string literals, constants); 0 otherwise.
/// </param>
/// <param name="LinkedTo">A section that this one goes with (SHF_LINK_ORDER), or 0.</param>
/// <param name="IsRetained">Whether it is needed though nothing refers to it (SHF_GNU_RETAIN).</param>
public readonly record struct ObjectSection(
    Utf8Name Name,
    SectionKind Kind,
    ulong Alignment,
    ulong Size,
    ReadOnlyMemory<byte> Bytes,
    ReadOnlyMemory<byte> RelocationTable,
    ulong MergeEntity,
    int LinkedTo,
    bool IsRetained = false)
{
    /// <summary>Whether its entries, if they may be merged, are strings that a zero ends (SHF_STRINGS).</summary>
    public bool HoldsStrings { get; init; }

    /// <summary>Its relocations, in the file's order.</summary>
    public ReadOnlySpan<ObjectRelocation> Relocations =>
        MemoryMarshal.Cast<byte, ObjectRelocation>(RelocationTable.Span);

    /// <summary>Whether it takes room in the process.</summary>
    public bool IsLoaded => Kind != SectionKind.Unloaded;

    /// <summary>Whether it is state: what a patch has to keep.</summary>
    public bool IsWritable => Kind is SectionKind.Data or SectionKind.Zero or SectionKind.ThreadLocal;
}

/// <summary>What becomes of a section in a process.</summary>
public enum SectionKind : byte
{
    /// <summary>Not part of the process: debug information, notes, tables.</summary>
    Unloaded,

    /// <summary>Instructions.</summary>
    Code,

    /// <summary>Constants, also those that hold addresses.</summary>
    ReadOnly,

    /// <summary>Initialised writable data.</summary>
    Data,

    /// <summary>Writable data that begins as zeros.</summary>
    Zero,

    /// <summary>Pointers to initialisers.</summary>
    Initialisers,

    /// <summary>Pointers to finalisers.</summary>
    Finalisers,

    /// <summary>Unwind tables of the unit's functions.</summary>
    EhFrame,

    /// <summary>The initial image of thread-local variables.</summary>
    ThreadLocal,
}
