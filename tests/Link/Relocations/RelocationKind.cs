namespace Graft.Tests.Link.Relocations;

/// <summary>What a relocation's value is made of (psABI, table 4.9), the addend left out.</summary>
/// <param name="S">The symbol's address; L, its stub's, where the symbol is meant to be called.</param>
/// <param name="P">The field's address.</param>
/// <param name="Entry">The address of the symbol's GOT entry.</param>
/// <param name="Got">Where the GOT begins.</param>
/// <param name="Z">The symbol's size.</param>
internal readonly record struct RelocationPlaces(ulong S, ulong P, ulong Entry, ulong Got, ulong Z);

/// <summary>A kind of relocation as the specification has it, written out anew: tests compare the linker with it.</summary>
/// <param name="Name">Its name after R_X86_64_.</param>
/// <param name="Width">Bytes of its field.</param>
/// <param name="Smallest">The smallest value of the field.</param>
/// <param name="Largest">The largest.</param>
/// <param name="Base">Its value without the addend.</param>
internal sealed record RelocationKind(
    string Name, int Width, long Smallest, long Largest, Func<RelocationPlaces, ulong> Base)
{
    /// <summary>Whether ld.lld 22 knows it.</summary>
    public bool IsKnownToLld { get; init; } = true;

    /// <summary>The smallest value that ld.lld takes, where the specification leaves open whether the field has a sign.</summary>
    public long SmallestOfLld { get; init; } = Smallest;

    /// <summary>The largest value that ld.lld takes.</summary>
    public long LargestOfLld { get; init; } = Largest;

    /// <summary>Whether its symbol is something to call.</summary>
    public bool IsCall { get; init; }

    /// <summary>Its number, if llvm-mc 22 does not know its name.</summary>
    public uint Number { get; init; }

    public static IReadOnlyList<RelocationKind> All { get; } =
    [
        new("64", 8, long.MinValue, long.MaxValue, static p => p.S),
        new("32", 4, 0, uint.MaxValue, static p => p.S),
        new("32S", 4, int.MinValue, int.MaxValue, static p => p.S),
        new("16", 2, short.MinValue, ushort.MaxValue, static p => p.S),
        new("8", 1, sbyte.MinValue, byte.MaxValue, static p => p.S),
        new("PC64", 8, long.MinValue, long.MaxValue, static p => p.S - p.P),
        new("PC32", 4, int.MinValue, int.MaxValue, static p => p.S - p.P),
        new("PC16", 2, short.MinValue, short.MaxValue, static p => p.S - p.P),
        new("PC8", 1, sbyte.MinValue, sbyte.MaxValue, static p => p.S - p.P),
        new("PLT32", 4, int.MinValue, int.MaxValue, static p => p.S - p.P) { IsCall = true },
        new("PC32_BND", 4, int.MinValue, int.MaxValue, static p => p.S - p.P) { IsKnownToLld = false, Number = 39 },
        new("PLT32_BND", 4, int.MinValue, int.MaxValue, static p => p.S - p.P) { IsKnownToLld = false, Number = 40, IsCall = true },
        new("PLTOFF64", 8, long.MinValue, long.MaxValue, static p => p.S - p.Got) { IsCall = true },
        new("GOTPCREL", 4, int.MinValue, int.MaxValue, static p => p.Entry - p.P),
        new("GOTPCRELX", 4, int.MinValue, int.MaxValue, static p => p.Entry - p.P),
        new("REX_GOTPCRELX", 4, int.MinValue, int.MaxValue, static p => p.Entry - p.P),
        new("CODE_4_GOTPCRELX", 4, int.MinValue, int.MaxValue, static p => p.Entry - p.P),
        new("CODE_5_GOTPCRELX", 4, int.MinValue, int.MaxValue, static p => p.Entry - p.P) { IsKnownToLld = false, Number = 46 },
        new("CODE_6_GOTPCRELX", 4, int.MinValue, int.MaxValue, static p => p.Entry - p.P) { IsKnownToLld = false, Number = 49 },
        new("GOTPCREL64", 8, long.MinValue, long.MaxValue, static p => p.Entry - p.P) { IsKnownToLld = false },
        new("GOT32", 4, int.MinValue, int.MaxValue, static p => p.Entry - p.Got),
        new("GOT64", 8, long.MinValue, long.MaxValue, static p => p.Entry - p.Got),
        new("GOTPLT64", 8, long.MinValue, long.MaxValue, static p => p.Entry - p.Got) { IsKnownToLld = false },
        new("GOTOFF64", 8, long.MinValue, long.MaxValue, static p => p.S - p.Got),
        new("GOTPC32", 4, int.MinValue, int.MaxValue, static p => p.Got - p.P),
        new("GOTPC64", 8, long.MinValue, long.MaxValue, static p => p.Got - p.P),
        new("SIZE32", 4, 0, uint.MaxValue, static p => p.Z) { SmallestOfLld = int.MinValue, LargestOfLld = int.MaxValue },
        new("SIZE64", 8, long.MinValue, long.MaxValue, static p => p.Z),
    ];

    /// <summary>Whether a value wraps around instead of being refused.</summary>
    public bool Wraps => Width == sizeof(ulong);

    public override string ToString() => $"R_X86_64_{Name}";
}
