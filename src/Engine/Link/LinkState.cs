using System.Buffers;
using System.Collections.Concurrent;
using Graft.Engine.Collections;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>
/// What one link knows, in flat arrays: sections by (unit, section) and symbols by id, where all units' mentions of one
/// global name share an id. Filled in by one step after the other. The arrays come from a pool, so that the next link of a
/// warm engine allocates none: dispose it once its result was read.
/// </summary>
internal sealed class LinkState : IDisposable
{
    /// <summary>Symbols that are worth another thread where little is done with each.</summary>
    public const int LeastSymbols = 16 * 1024;

    /// <summary>Sections whose relocations are worth another thread.</summary>
    public const int LeastSections = 512;

    private readonly int[] _sectionBase;
    private readonly int[] _symbolBase;
    private readonly LinkSection[] _sections;
    private readonly int _sectionCount;
    private readonly int[] _symbolIds;
    private readonly List<byte[]> _texts = [];
    private readonly ConcurrentDictionary<int, FrameRecords?> _frameRecords = [];
    private bool _isDisposed;

    public LinkState(IReadOnlyList<ObjectUnit> units, LinkErrors errors, LinkOptions options)
    {
        Units = [.. units];
        Errors = errors;
        Options = options;
        _sectionBase = new int[Units.Length];
        _symbolBase = new int[Units.Length];
        int symbols = 0;
        for (int i = 0; i < Units.Length; i++)
        {
            (_sectionBase[i], _symbolBase[i]) = (_sectionCount, symbols);
            _sectionCount += Units[i].Sections.Length;
            symbols += Units[i].Symbols.Length;
        }

        SymbolCount = symbols;
        _sections = Pooled.RentZeroed<LinkSection>(_sectionCount);
        Symbols = ArrayPool<LinkSymbol>.Shared.Rent(symbols);
        _symbolIds = ArrayPool<int>.Shared.Rent(symbols);
    }

    public ObjectUnit[] Units { get; }

    public LinkErrors Errors { get; }

    public LinkOptions Options { get; }

    public Span<LinkSection> Sections => _sections.AsSpan(0, _sectionCount);

    /// <summary>
    /// Symbols by id, one for each symbol of each unit, in their order; only the first <see cref="SymbolCount"/> are in use. Of a global
    /// name's only the first is: the others are not defined and nothing refers to them.
    /// </summary>
    public LinkSymbol[] Symbols { get; }

    public int SymbolCount { get; }

    /// <summary>Ids of all symbols but those that a unit defines for itself alone, rising: global, undefined and common ones.</summary>
    public PooledList<int> Shared { get; } = new();

    /// <summary>What those have besides, in the same order.</summary>
    public PooledList<SharedSymbol> SharedSymbols { get; } = new();

    /// <summary>How the work on sections is divided.</summary>
    public SectionShare[] Shares => field ??= SectionShare.Divide(this);

    /// <summary>What the units define, in the words of the agent.</summary>
    public PooledList<SymbolDefinition> Definitions { get; } = new();

    /// <summary>Where the definitions come from, index by index.</summary>
    public PooledList<DefinitionOrigin> Origins { get; } = new();

    /// <summary>What the units want of others, in the words of the agent; numbered after the definitions.</summary>
    public PooledList<SymbolWant> Wants { get; } = new();

    /// <summary>The digests of the definitions, index by index.</summary>
    public PooledList<ulong> Digests { get; } = new();

    /// <summary>How many definitions the request has: wants are numbered after them.</summary>
    public int DefinitionCount => Definitions.Count;

    /// <summary>The address that each definition got, or 0, and the node that it lies in, or -1.</summary>
    public PooledList<ulong> Addresses { get; } = new();

    /// <inheritdoc cref="Addresses"/>
    public PooledList<int> DefinedIn { get; } = new();

    /// <summary>What the nodes refer to, and the fields that have to wait.</summary>
    public LinkEdges Edges { get; } = new();

    /// <summary>The unit of each node.</summary>
    public PooledList<int> NodeUnits { get; } = new();

    /// <summary>How many nodes there are: one for each placed section, then one for each common symbol.</summary>
    public int NodeCount => NodeUnits.Count;

    /// <summary>Ids of the symbols that have a GOT entry, in its order.</summary>
    public PooledList<int> GotSymbols { get; } = new();

    /// <summary>By <see cref="NumberOf"/>, the <c>.eh_frame</c> sections that lose records.</summary>
    public Dictionary<int, FrameLayout> Frames { get; } = [];

    /// <summary>Sections that are joined because somebody asks where they begin or end.</summary>
    public List<SectionBounds> Bounds { get; } = [];

    /// <summary>Whether the runtime has older definitions of the module's units.</summary>
    public bool IsPatch { get; set; }

    /// <summary>Whether the agent gets the digests after the commit: nothing of this link depends on them.</summary>
    public bool DigestsFollow { get; set; }

    /// <summary>The GOT's thread-local part, which follows those.</summary>
    public ThreadLocalGot ThreadLocals { get; } = new();

    /// <summary>Address in the runtime of the first GOT entry.</summary>
    public ulong GotAddress { get; set; }

    /// <summary>Makes a node.</summary>
    /// <returns>Its number.</returns>
    public int AddNode(int unit)
    {
        NodeUnits.Add(unit);
        return NodeCount - 1;
    }

    public ref LinkSection SectionOf(int unit, int section) => ref _sections[_sectionBase[unit] + section];

    /// <summary>Index of a section in <see cref="Sections"/>.</summary>
    public int NumberOf(int unit, int section) => _sectionBase[unit] + section;

    /// <summary>The section of its unit that a symbol is defined in.</summary>
    public bool TryGetSection(in LinkSymbol symbol, out int section)
    {
        section = symbol.IsDefined ? Units[symbol.Unit].Symbols.AsSpan()[symbol.Symbol].Section : 0;
        return section > 0;
    }

    /// <summary>The id of a unit's first symbol.</summary>
    public int FirstIdOf(int unit) => _symbolBase[unit];

    /// <summary>The id of a unit's symbol.</summary>
    public ref int IdOf(int unit, int symbol) => ref _symbolIds[_symbolBase[unit] + symbol];

    public ref LinkSymbol SymbolOf(int unit, int symbol) => ref Symbols[IdOf(unit, symbol)];

    /// <summary>A unit's symbol as the object has it.</summary>
    public ref readonly ObjectSymbol SourceOf(in SymbolPlace place) => ref Units[place.Unit].Symbols.AsSpan()[place.Symbol];

    /// <summary>The name of a symbol.</summary>
    public Utf8Name NameOf(in LinkSymbol symbol) =>
        SourceOf(symbol.Shared < 0 ? new(symbol.Unit, symbol.Symbol) : SharedSymbols[symbol.Shared].First).Name;

    /// <summary>Size of a symbol in bytes; 0 if unknown. Of a common one it is the greatest that any unit asks for.</summary>
    public ulong SizeOf(in LinkSymbol symbol) =>
        !symbol.IsDefined ? 0
        : symbol.Alignment > 0 ? SharedSymbols[symbol.Shared].CommonSize
        : SourceOf(new(symbol.Unit, symbol.Symbol)).Size;

    /// <summary>Whether some unit cannot do without a symbol that this link may not define.</summary>
    public bool IsNeeded(in LinkSymbol symbol) => symbol.Shared >= 0 && SharedSymbols[symbol.Shared].IsNeeded;

    /// <summary>The records of an <c>.eh_frame</c>; null if it contradicts itself. Thread-safe.</summary>
    public FrameRecords? FramesOf(int unit, int section) =>
        _frameRecords.GetOrAdd(NumberOf(unit, section), _ => FrameRecords.TryRead(Units[unit], Units[unit].Sections.AsSpan()[section]));

    /// <summary>Memory for a text that a message refers to, as long as the link lives. Thread-safe.</summary>
    public Memory<byte> RentText(int length)
    {
        var text = ArrayPool<byte>.Shared.Rent(length);
        lock (_texts)
            _texts.Add(text);
        return text.AsMemory(0, length);
    }

    public void Dispose()
    {
        if (_isDisposed)
            return; // What went back to the pool is somebody else's by now.
        _isDisposed = true;
        Pooled.Return(_sections);
        Pooled.Return(Symbols);
        Pooled.Return(_symbolIds);
        foreach (byte[] text in _texts)
            Pooled.Return(text);
        _texts.Clear();
        foreach (var frames in _frameRecords.Values)
            frames?.Dispose();
        Definitions.Dispose();
        Origins.Dispose();
        Wants.Dispose();
        Digests.Dispose();
        Shared.Dispose();
        SharedSymbols.Dispose();
        GotSymbols.Dispose();
        Edges.Dispose();
        Addresses.Dispose();
        DefinedIn.Dispose();
        NodeUnits.Dispose();
    }
}
