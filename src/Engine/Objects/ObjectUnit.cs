using System.Collections.Immutable;

namespace Graft.Engine.Objects;

/// <summary>
/// An object file as the linker sees it, whatever its format. Immutable; its memory is the file's own bytes, not a copy, and perhaps a
/// <see cref="UnitMemory"/>. Where <see cref="Contents"/> do not stay, the sections' bytes and relocations are there only while somebody holds them.
/// Indices are the file's: section 0 and symbol 0 stand for "none", and a relocation's symbol indexes
/// <see cref="Symbols"/> directly.
/// </summary>
public sealed class ObjectUnit
{
    internal ObjectUnit(UnitContents contents) => Contents = contents;

    /// <summary>Name of the unit, unique in its module: the object's file name.</summary>
    public required string Name { get; init; }

    /// <summary>The file the object was read from, for messages; an archive's member is <c>archive(member)</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Digest of the whole object file.</summary>
    public required UInt128 Digest { get; init; }

    /// <summary>The instruction set and platform, which decide what the relocation types mean.</summary>
    public required ObjectTarget Target { get; init; }

    /// <summary>Whether calls inside the unit go through stubs, so that a patch of one function reaches all callers.</summary>
    public required bool IsPatchable { get; init; }

    /// <summary>All sections, the unloaded ones too.</summary>
    public required UnitTable<ObjectSection> Sections { get; init; }

    /// <summary>All symbols.</summary>
    public required UnitTable<ObjectSymbol> Symbols { get; init; }

    /// <summary>Sections that stand or fall together.</summary>
    public required ImmutableArray<SectionGroup> Groups { get; init; }

    /// <summary>How many symbols are local, the null symbol included; the labels of one section count as one.</summary>
    internal int LocalSymbols { get; init; }

    /// <summary>How many relocations its loaded sections have.</summary>
    internal int RelocationCount { get; init; }

    /// <summary>The file's bytes, which its sections' contents and relocations are part of.</summary>
    internal UnitContents Contents { get; }

    /// <summary>The same object as a unit of another name.</summary>
    internal ObjectUnit WithName(string name) => new(Contents)
    {
        Name = name,
        Path = Path,
        Digest = Digest,
        Target = Target,
        IsPatchable = IsPatchable,
        Sections = Sections,
        Symbols = Symbols,
        Groups = Groups,
        LocalSymbols = LocalSymbols,
        RelocationCount = RelocationCount,
    };

    /// <summary>Text for a message about a place in the unit: <c>section .text+0x10</c>.</summary>
    public string Describe(int section, ulong offset) => $"section {Sections[section].Name}+0x{offset:x}";
}

/// <summary>What machine an object is for.</summary>
public enum ObjectTarget
{
    /// <summary>ELF for x86-64 with 64-bit pointers.</summary>
    ElfX64,
}
