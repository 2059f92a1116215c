using Graft.Protocol;

namespace Graft.Engine.Image;

/// <summary>
/// The agent of a runtime that never runs: it knows one module and a list of addresses, and hands out plain memory. It answers
/// as a new runtime's agent would, so that what is linked here is what would be linked there. One link; not thread-safe.
/// </summary>
internal sealed class ImageAgent : IAgent
{
    private readonly ImageOptions _options;
    private readonly List<ImageStub> _stubs = [new(Utf8Name.Empty, -1, StubPurpose.Trap, 0)];
    private readonly Dictionary<Utf8Name, ulong> _absolutes = [];
    private readonly PhaseClock _clock;
    private int[] _stubOf = [];

    public ImageAgent(ImageOptions options, PhaseClock clock)
    {
        _options = options;
        _clock = clock;
        Layout = new(options.Base, options.ArenaSize);
        _absolutes[Utf8Name.From("__dso_handle")] = options.Base; // every linker defines it; objects only want it
        foreach (var (name, address) in options.Absolutes)
            _absolutes[Utf8Name.From(name)] = address;
    }

    /// <summary>Where the regions lie.</summary>
    public ArenaLayout Layout { get; }

    /// <summary>The bytes; null before the link has reserved them.</summary>
    public ImageSlab? Slab { get; private set; }

    /// <summary>The stubs in use, by number.</summary>
    public IReadOnlyList<ImageStub> Stubs => _stubs;

    /// <summary>What was asked; null before.</summary>
    public ResolveRequest? Request { get; private set; }

    /// <summary>What was committed; null before.</summary>
    public CommitRequest? Committed { get; private set; }

    /// <inheritdoc/>
    public ModuleState OpenModule(string module) => new(0, []);

    /// <inheritdoc/>
    public ResolveReply Resolve(ResolveRequest request)
    {
        _clock.End("resolve");
        Request = request;
        _stubOf = new int[request.Definitions.Count];
        var definitions = new DefinitionBinding[request.Definitions.Count];
        for (int i = 0; i < definitions.Length; i++)
            definitions[i] = Bind(i, request.Definitions[i]);
        var wants = new WantBinding[request.Wants.Count];
        for (int i = 0; i < wants.Length; i++)
            wants[i] = Bind(request.Wants[i]);
        return _stubs.Count <= Layout.SlotCount
            ? new(new(definitions, definitions.Length), new(wants, wants.Length))
            : throw new GraftException(DiagnosticCatalog.ArenaFull.At(
                $"{_stubs.Count} functions need as many slots, the arena has {Layout.SlotCount}; give it more memory"));
    }

    /// <inheritdoc/>
    public ISlab Reserve(SlabSize size)
    {
        _clock.End("lay out");
        Slab = new(Layout, size);
        return Slab.FindOverflow() is not { } region
            ? Slab
            : throw new GraftException(DiagnosticCatalog.ArenaFull.At($"the {region} region of the arena is too small; give it more memory"));
    }

    /// <inheritdoc/>
    public CommitReply Commit(CommitRequest request)
    {
        _clock.End("write and relocate");
        Committed = request;
        for (int i = 0; i < _stubOf.Length; i++)
        {
            if (_stubOf[i] > 0 && _stubs[_stubOf[i]] is { Purpose: StubPurpose.Function } stub)
                _stubs[_stubOf[i]] = stub with { Target = request.Addresses[i] };
        }

        return new(1, request.Addresses.Count, 0, [], []);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private ulong StubAddress(int stub) => Layout.Stubs.Start + ((ulong)stub * ArenaLayout.StubSize);

    private ulong Add(ImageStub stub)
    {
        _stubs.Add(stub);
        return StubAddress(_stubs.Count - 1);
    }

    private DefinitionBinding Bind(int index, in SymbolDefinition definition)
    {
        if (!definition.Kind.IsFunction())
            return new(DefinitionOutcome.Place, 0, 0, 0, 0);
        _stubOf[index] = _stubs.Count;
        var purpose = definition.Kind == SymbolKind.Function ? StubPurpose.Function : StubPurpose.IndirectFunction;
        return new(DefinitionOutcome.Place, Add(new(definition.Name, definition.Unit, purpose, 0)), 0, 0, 0);
    }

    private WantBinding Bind(in SymbolWant want)
    {
        bool isCalled = want.Kind == SymbolKind.Function;
        if (_absolutes.TryGetValue(want.Name, out ulong address))
        {
            ulong near = isCalled ? Add(new(want.Name, -1, StubPurpose.Absolute, address)) : 0;
            return new(isCalled ? SymbolKind.Function : SymbolKind.Data, near, address, IsHost: true, SymbolState.Ready);
        }

        ulong trapping = isCalled ? Add(new(want.Name, -1, StubPurpose.Undefined, 0)) : 0;
        ulong known = want.Binding == SymbolBinding.Weak ? 0 : trapping;
        return new(want.Kind, trapping, known, IsHost: false, SymbolState.Declared);
    }
}
