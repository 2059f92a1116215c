using System.Runtime.InteropServices;

namespace Graft.Engine.Objects;

/// <summary>
/// A field that the linker has to fill. Lies in memory as a little-endian <c>Elf64_Rela</c> does, so that a
/// table of an ELF file is used where it is.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly struct ObjectRelocation(ulong offset, uint type, uint symbol, long addend)
{
    /// <summary>Size in bytes.</summary>
    public const int Size = 24;

    /// <summary>The field's offset in its section.</summary>
    public ulong Offset { get; } = offset;

    /// <summary>How the value is computed, by the numbers of the unit's <see cref="ObjectTarget"/>.</summary>
    public uint Type { get; } = type;

    /// <summary>Index into <see cref="ObjectUnit.Symbols"/>, checked by the reader.</summary>
    public uint Symbol { get; } = symbol;

    /// <summary>A, added to the symbol's address.</summary>
    public long Addend { get; } = addend;
}
