using System.Numerics;
using Graft.Engine.Objects;

namespace Graft.Engine.Link;

/// <summary>A unit's symbol.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Symbol">Index of the symbol there.</param>
internal readonly record struct SymbolPlace(int Unit, int Symbol);

/// <summary>
/// A symbol of the link: a global name with the definition that won, or a local symbol of one unit. There are hundreds of thousands: what
/// only shared symbols need lies in <see cref="SharedSymbol"/>.
/// </summary>
internal struct LinkSymbol
{
    private const int ScopeMask = 3, RankShift = 2, RedirectableFlag = 16, WholeFlag = 32;

    // What relocations ask for comes first: so it lies in one cache line, mostly.
    public References References;

    /// <summary>What the agent said about it.</summary>
    public Standing Standing;

    public ObjectSymbolType Type;
    private byte _flags; // the scope in the lowest bits, then the rank, then whether it is redirectable, and all of its section
    private byte _alignment; // of a common symbol: its logarithm, plus 1

    /// <summary>The defining unit, or -1 if none of this link defines it.</summary>
    public int Unit;

    /// <summary>Index of the definition in its unit; of a bound, the number of its <see cref="SectionBounds"/>.</summary>
    public int Symbol;

    /// <summary>Its index in the messages to the agent: definitions first, then wants; -1 if the agent does not hear of it.</summary>
    public int Index;

    /// <summary>Node of the section that holds it, or -1.</summary>
    public int Node;

    /// <summary>Address of its own bytes; 0 if it has none that are known.</summary>
    public ulong Direct;

    /// <summary>Address of its stub, or 0.</summary>
    public ulong Stub;

    /// <summary>The address that a pointer to it has; 0 while unknown, and for weak symbols that nobody defines.</summary>
    public ulong Public;

    /// <summary>Number of its GOT entry, or -1.</summary>
    public int GotEntry;

    /// <summary>Number of what a shared symbol has besides, see <see cref="LinkState.SharedOf"/>; -1 for a unit's own.</summary>
    public int Shared;

    /// <summary>The value in its section; of a common symbol the offset in the data region, once laid out.</summary>
    public ulong Value;

    public DefinitionRank Rank
    {
        readonly get => (DefinitionRank)((_flags >> RankShift) & ScopeMask);
        set => _flags = (byte)((_flags & ~(ScopeMask << RankShift)) | ((int)value << RankShift));
    }

    public ObjectSymbolScope Scope
    {
        readonly get => (ObjectSymbolScope)(_flags & ScopeMask);
        set => _flags = (byte)((_flags & ~ScopeMask) | (int)value);
    }

    /// <summary>Whether calls may lead to its own bytes although it may be replaced: they begin with an <see cref="Protocol.EntryNoOp"/>.</summary>
    public bool IsRedirectable
    {
        readonly get => (_flags & RedirectableFlag) != 0;
        set => _flags = (byte)(value ? _flags | RedirectableFlag : _flags & ~RedirectableFlag);
    }

    /// <summary>Whether its definition is all of its section.</summary>
    public bool IsWhole
    {
        readonly get => (_flags & WholeFlag) != 0;
        set => _flags = (byte)(value ? _flags | WholeFlag : _flags & ~WholeFlag);
    }

    /// <summary>Alignment of a common symbol, a power of two; 0 for others.</summary>
    public ulong Alignment
    {
        readonly get => _alignment == 0 ? 0 : 1UL << (_alignment - 1);
        set => _alignment = (byte)(value == 0 ? 0 : BitOperations.Log2(value) + 1);
    }

    public readonly bool IsDefined => Unit >= 0;

    /// <summary>Whether it stands for all labels of a section, wherever in it they are.</summary>
    public readonly bool IsSection => Type == ObjectSymbolType.Section;

    /// <summary>Makes it stand for all labels of the section that it is defined in.</summary>
    public void BecomeSection() => (Type, Value, IsWhole) = (ObjectSymbolType.Section, 0, false);

    /// <summary>Whether its public address lies in the arena, so that a 32-bit displacement reaches it.</summary>
    public readonly bool IsNear => Standing is Standing.Placed or Standing.Kept or Standing.Elsewhere or Standing.Bound;

    /// <summary>Whether its public address is known to be a sign-extended 32-bit number, so that an instruction can hold it.</summary>
    public readonly bool IsImmediate =>
        Standing is not (Standing.None or Standing.Open) && (long)Public is >= int.MinValue and <= int.MaxValue;

    /// <summary>Whether a field that refers to it has to wait for it.</summary>
    public readonly bool IsOpen => Standing == Standing.Open;
}

/// <summary>Which definition of a global name wins: the greater, among equals the first.</summary>
internal enum DefinitionRank : byte
{
    None,
    Weak,
    Common,
    Strong,
}

/// <summary>Where a symbol's bytes are.</summary>
internal enum Standing : byte
{
    /// <summary>Not used, or in a section that is not part of the link.</summary>
    None,

    /// <summary>In this link's slab.</summary>
    Placed,

    /// <summary>In the arena since an earlier link of this module.</summary>
    Kept,

    /// <summary>In the arena, from another module or unit; or promised there by a stub.</summary>
    Elsewhere,

    /// <summary>In the runtime's own process, perhaps out of a 32-bit reach.</summary>
    Host,

    /// <summary>A number.</summary>
    Absolute,

    /// <summary>Weak, and nobody defines it: its address is null.</summary>
    Null,

    /// <summary>Nobody has defined it yet: fields are filled later.</summary>
    Open,

    /// <summary>The linker's own: where the GOT begins, which offsets of thread-locals count from too.</summary>
    GotBase,

    /// <summary>The linker's own: where the sections of a name begin or end.</summary>
    Bound,
}

/// <summary>How the placed sections refer to a symbol.</summary>
[Flags]
internal enum References
{
    None = 0,

    /// <summary>At all.</summary>
    Used = 1,

    /// <summary>By a call or jump.</summary>
    Called = 2,

    /// <summary>Through a GOT entry that no relaxation can do without.</summary>
    GotEntry = 4,

    /// <summary>Through a GOT load that becomes an address computation if the symbol is near.</summary>
    GotLoad = 8,

    /// <summary>Through a GOT call that becomes a direct call if there is a stub or code in reach.</summary>
    GotCall = 16,

    /// <summary>Through a GOT entry in a calculation that takes a number if the symbol's address is a small one.</summary>
    GotOperand = 32,

    /// <summary>By an address computation that needs a GOT entry if the symbol is far.</summary>
    Computed = 64,

    /// <summary>As a thread-local variable.</summary>
    ThreadLocal = 128,

    /// <summary>Through the words that <c>__tls_get_addr</c> takes for it.</summary>
    ThreadLocalPair = 256,

    /// <summary>By its offset from the place that offsets of thread-locals count from.</summary>
    ThreadLocalBase = 512,

    /// <summary>Through its descriptor.</summary>
    ThreadLocalDescriptor = 1024,

    /// <summary>Through a GOT entry with its distance from the thread pointer.</summary>
    ThreadPointerEntry = 2048,

    /// <summary>Through an entry of the GOT, perhaps.</summary>
    ThroughEntry = GotEntry | GotLoad | GotCall | GotOperand,
}
