using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
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

    /// <summary>How many symbols are asked for at once: what the cache next to a processor holds beside other things.</summary>
    private const int MostPrefetched = 64;

    private readonly int[] _sectionBase;
    private readonly int[] _mentionBase;
    private readonly int[] _localBase;
    private readonly LinkSection[] _sections;
    private readonly int _sectionCount;
    private readonly int[] _symbolIds;
    private readonly List<byte[]> _texts = [];
    private readonly ConcurrentDictionary<int, FrameRecords?> _frameRecords = [];
    private readonly HashSet<int> _changed = []; // units that have been told
    private EdgeList? _edges;
    private bool _areAllHeld;
    private bool _isDisposed;

    public LinkState(IReadOnlyList<ObjectUnit> units, LinkErrors errors, LinkOptions options)
    {
        Units = [.. units];
        Errors = errors;
        Options = options;
        _sectionBase = new int[Units.Length];
        _mentionBase = new int[Units.Length];
        _localBase = new int[Units.Length];
        for (int i = 0; i < Units.Length; i++)
        {
            (_sectionBase[i], _mentionBase[i], _localBase[i]) = (_sectionCount, MentionCount, SymbolCount);
            _sectionCount += Units[i].Sections.Length;
            MentionCount += Units[i].Symbols.Length;
            SymbolCount += Units[i].LocalSymbols;
            RelocationCount += Units[i].RelocationCount;
        }

        _sections = Pooled.RentZeroed<LinkSection>(_sectionCount);
        Symbols = ArrayPool<LinkSymbol>.Shared.Rent(MentionCount);
        _symbolIds = ArrayPool<int>.Shared.Rent(MentionCount);
    }

    public ObjectUnit[] Units { get; }

    public LinkErrors Errors { get; }

    public LinkOptions Options { get; }

    public Span<LinkSection> Sections => _sections.AsSpan(0, _sectionCount);

    /// <summary>
    /// Symbols by id: one for each local symbol of each unit, in their order, then one for each global name, in the order in which names are met. Only the
    /// first <see cref="SymbolCount"/> are in use.
    /// </summary>
    public LinkSymbol[] Symbols { get; private set; }

    /// <summary>How many symbols there are; only the local ones, until <see cref="NameSharing"/> knows the others.</summary>
    public int SymbolCount { get; set; }

    /// <summary>How many relocations the units have.</summary>
    public int RelocationCount { get; }

    /// <summary>How many symbols the units have: each mentions a symbol of the link.</summary>
    public int MentionCount { get; }

    /// <summary>Ids of all symbols but those that a unit defines for itself alone: global, undefined and common ones, in the order in which they are met.</summary>
    public PooledList<int> Shared { get; } = new();

    /// <summary>What those have besides: a list for each part that was found by a thread of its own.</summary>
    public PooledList<SharedSymbol>[] SharedParts { get; set; } = [];

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
    public EdgeList Edges => _edges ?? throw new InvalidOperationException("nothing is written yet");

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

    /// <summary>Takes the edges over, once all sections are written.</summary>
    public void SetEdges(EdgeList edges) => _edges = edges;

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

    /// <summary>The id of a unit's first local symbol.</summary>
    public int FirstLocalOf(int unit) => _localBase[unit];

    /// <summary>The id of a unit's symbol.</summary>
    public ref int IdOf(int unit, int symbol) => ref IdsOf(unit)[symbol];

    /// <summary>The ids of a unit's symbols.</summary>
    public Span<int> IdsOf(int unit) => _symbolIds.AsSpan(_mentionBase[unit], Units[unit].Symbols.Length);

    /// <summary>Gives a label of data a symbol of its own, if it has none: the link has to know it by more than a place. What stands for code is looked for by place.</summary>
    public void Separate(int unit, int label, References references)
    {
        ref readonly var source = ref SourceOf(new(unit, label));
        if (SymbolOf(unit, label).IsSection && Units[unit].Sections.AsSpan()[source.Section].Kind != SectionKind.Code)
        {
            if (SymbolCount == Symbols.Length)
            {
                var larger = ArrayPool<LinkSymbol>.Shared.Rent(2 * SymbolCount);
                Symbols.CopyTo(larger, 0);
                Pooled.Return(Symbols);
                Symbols = larger;
            }

            ref var symbol = ref Symbols[SymbolCount];
            symbol = SymbolResolution.New(source, label);
            SymbolResolution.Take(this, ref symbol, source, unit, label);
            IdOf(unit, label) = SymbolCount++;
        }

        SymbolOf(unit, label).References |= references;
    }

    public ref LinkSymbol SymbolOf(int unit, int symbol) => ref Symbols[IdOf(unit, symbol)];

    /// <summary>Asks for the symbols of a section's first relocations before they are needed: many lines of the cache at once are there sooner than one after the other.</summary>
    public unsafe void Prefetch(int unit, ReadOnlySpan<ObjectRelocation> relocations)
    {
        if (!Sse.IsSupported)
            return;
        var ids = IdsOf(unit);
        foreach (ref readonly var relocation in relocations[..Math.Min(relocations.Length, MostPrefetched)])
            Sse.Prefetch0(Unsafe.AsPointer(ref Symbols[ids[(int)relocation.Symbol]])); // If the array moves meanwhile, another line comes, and no harm is done.
    }

    /// <summary>A unit's symbol as the object has it.</summary>
    public ref readonly ObjectSymbol SourceOf(in SymbolPlace place) => ref Units[place.Unit].Symbols.AsSpan()[place.Symbol];

    /// <summary>What a shared symbol has besides. Numbers go round the parts.</summary>
    public ref SharedSymbol SharedOf(in LinkSymbol symbol) => ref SharedParts[symbol.Shared % SharedParts.Length][symbol.Shared / SharedParts.Length];

    /// <summary>The name of a symbol.</summary>
    public Utf8Name NameOf(in LinkSymbol symbol) =>
        SourceOf(symbol.Shared < 0 ? new(symbol.Unit, symbol.Symbol) : SharedOf(symbol).First).Name;

    /// <summary>Size of a symbol in bytes; 0 if unknown. Of a common one it is the greatest that any unit asks for.</summary>
    public ulong SizeOf(in LinkSymbol symbol) =>
        !symbol.IsDefined ? 0
        : symbol.Alignment > 0 ? SharedOf(symbol).CommonSize
        : SourceOf(new(symbol.Unit, symbol.Symbol)).Size;

    /// <summary>Whether some unit cannot do without a symbol that this link may not define.</summary>
    public bool IsNeeded(in LinkSymbol symbol) => symbol.Shared >= 0 && SharedOf(symbol).IsNeeded;

    /// <summary>Holds a unit's contents, until they are released; false after an error. Thread-safe but for the errors.</summary>
    public bool TryHold(int unit, LinkErrors errors)
    {
        if (Units[unit].Contents.TryHold())
            return true;
        lock (_changed)
        {
            if (_changed.Add(unit))
                errors.Add(DiagnosticCatalog.InputChanged, Units[unit], UnitContents.ChangedMessage);
        }

        return false;
    }

    /// <summary>Holds all units' contents as long as the link lives; false after an error.</summary>
    public bool TryHoldAll()
    {
        if (_areAllHeld)
            return true;
        for (int unit = 0; unit < Units.Length; unit++)
        {
            if (TryHold(unit, Errors))
                continue;
            for (int held = 0; held < unit; held++)
                Units[held].Contents.Release();
            return false;
        }

        return _areAllHeld = true;
    }

    /// <summary>
    /// The records of an <c>.eh_frame</c>; null if it contradicts itself. Thread-safe. Who asks first holds the unit's contents: <see cref="ReferenceScan"/>.
    /// </summary>
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
        for (int unit = 0; _areAllHeld && unit < Units.Length; unit++)
            Units[unit].Contents.Release();
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
        foreach (var part in SharedParts)
            part.Dispose();
        GotSymbols.Dispose();
        _edges?.Dispose();
        Addresses.Dispose();
        DefinedIn.Dispose();
        NodeUnits.Dispose();
    }
}
