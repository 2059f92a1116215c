using Graft.Engine.Objects;

namespace Graft.Engine.Link;

/// <summary>
/// What one link knows, in flat arrays: sections by (unit, section) and symbols by id, where all units' mentions of one
/// global name share an id. Filled in by one step after the other.
/// </summary>
internal sealed class LinkState
{
    private readonly int[] _sectionBase;
    private readonly int[] _symbolBase;

    public LinkState(IReadOnlyList<ObjectUnit> units, LinkErrors errors, LinkOptions options)
    {
        Units = [.. units];
        Errors = errors;
        Options = options;
        _sectionBase = new int[Units.Length];
        _symbolBase = new int[Units.Length];
        int sections = 0, symbols = 0;
        for (int i = 0; i < Units.Length; i++)
        {
            (_sectionBase[i], _symbolBase[i]) = (sections, symbols);
            sections += Units[i].Sections.Length;
            symbols += Units[i].Symbols.Length;
        }

        Sections = new LinkSection[sections];
        Symbols = new LinkSymbol[symbols];
        SymbolIds = new int[symbols];
    }

    public ObjectUnit[] Units { get; }

    public LinkErrors Errors { get; }

    public LinkOptions Options { get; }

    public LinkSection[] Sections { get; }

    /// <summary>Symbols by id; only the first <see cref="SymbolCount"/> are in use.</summary>
    public LinkSymbol[] Symbols { get; }

    public int SymbolCount { get; set; }

    /// <summary>Ids of the units' symbols, see <see cref="IdOf"/>.</summary>
    public int[] SymbolIds { get; }

    /// <summary>Where the request's definitions come from, index by index.</summary>
    public List<DefinitionOrigin> Origins { get; } = [];

    /// <summary>How many definitions the request has: wants are numbered after them.</summary>
    public int DefinitionCount { get; set; }

    /// <summary>How many nodes there are: one for each placed section, then one for each common symbol.</summary>
    public int NodeCount { get; set; }

    /// <summary>Ids of the symbols that have a GOT entry, in its order.</summary>
    public List<int> GotSymbols { get; } = [];

    /// <summary>By <see cref="NumberOf"/>, the <c>.eh_frame</c> sections that lose records.</summary>
    public Dictionary<int, FrameLayout> Frames { get; } = [];

    /// <summary>Sections that are joined because somebody asks where they begin or end.</summary>
    public List<SectionBounds> Bounds { get; } = [];

    /// <summary>Address in the runtime of the first GOT entry.</summary>
    public ulong GotAddress { get; set; }

    public ref LinkSection SectionOf(int unit, int section) => ref Sections[_sectionBase[unit] + section];

    /// <summary>Index of a section in <see cref="Sections"/>.</summary>
    public int NumberOf(int unit, int section) => _sectionBase[unit] + section;

    /// <summary>The section of its unit that a symbol is defined in.</summary>
    public bool TryGetSection(in LinkSymbol symbol, out int section)
    {
        section = symbol.IsDefined ? Units[symbol.Unit].Symbols.AsSpan()[symbol.Symbol].Section : 0;
        return section > 0;
    }

    public ref int IdOf(int unit, int symbol) => ref SymbolIds[_symbolBase[unit] + symbol];

    public ref LinkSymbol SymbolOf(int unit, int symbol) => ref Symbols[IdOf(unit, symbol)];
}
