using System.IO.Hashing;
using Graft.Protocol;

namespace Graft.Tests.Link;

/// <summary>
/// An agent without a process: grants slabs in this process's heap for addresses chosen by the test, and remembers what
/// was committed. Function symbols get stubs 16 bytes apart from <see cref="StubBase"/> on.
/// </summary>
internal sealed class FakeAgent(ulong baseAddress = FakeAgent.HighBase) : IAgent
{
    /// <summary>Far above 4 GiB, as a real arena.</summary>
    public const ulong HighBase = 0x5000_0000_0000;

    /// <summary>In reach of the 32-bit fields that code without -fPIC has.</summary>
    public const ulong LowBase = 0x1000_0000;

    private const ulong RegionSize = 0x1000_0000;

    private readonly List<FakeSlab> _slabs = [];
    private readonly ulong[] _next = [baseAddress + RegionSize, baseAddress + (2 * RegionSize), baseAddress + (3 * RegionSize), baseAddress + (4 * RegionSize)];
    private readonly Dictionary<string, ulong> _stubs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Live> _live = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, UInt128>> _modules = new(StringComparer.Ordinal);
    private ResolveRequest? _pending;
    private ResolveReply? _answer;
    private long _generation;

    private sealed record Live(string Module, SymbolDefinition Definition, ulong Address);

    public ulong StubBase => baseAddress;

    /// <summary>Symbols of the process itself, by name.</summary>
    public Dictionary<string, ulong> Host { get; } = new(StringComparer.Ordinal);

    public ResolveRequest? LastResolve { get; private set; }

    public CommitRequest? LastCommit { get; private set; }

    public int Commits { get; private set; }

    public int OpenSlabs => _slabs.Count(slab => !slab.IsDisposed);

    /// <summary>How many bytes of slabs it has granted.</summary>
    public long GrantedBytes => _slabs.Sum(slab => (long)slab.Code.Length + slab.ReadOnly.Length + slab.Data.Length + slab.ThreadLocals.Length);

    /// <summary>Makes the next commits fail as if another process had changed the module.</summary>
    public int Conflicts { get; set; }

    public ulong StubOf(string name, string scope = "") =>
        _stubs.TryGetValue(scope + name, out ulong stub) ? stub : _stubs[scope + name] = baseAddress + ((ulong)_stubs.Count * ArenaLayout.StubSize);

    /// <summary>What is live: global names, hidden and local ones behind their module and unit.</summary>
    public IEnumerable<string> LiveNames => _live.Keys.Order(StringComparer.Ordinal);

    /// <summary>Address of what is live under a global name.</summary>
    public ulong AddressOf(string name) => _live[name].Address;

    public ReadOnlySpan<byte> Read(ulong address, int size)
    {
        foreach (var slab in _slabs)
        {
            if (slab.TryRead(address, size, out var bytes))
                return bytes;
        }

        throw new ArgumentOutOfRangeException(nameof(address), $"no slab holds 0x{address:x}");
    }

    public ModuleState OpenModule(string module) =>
        new(_generation, [.. _modules.GetValueOrDefault(module, []).Select(unit => new UnitState(unit.Key, unit.Value))]);

    public ResolveReply Resolve(ResolveRequest request)
    {
        _pending = LastResolve = request;
        return _answer = new([.. request.Definitions.Select(d => Bind(request, d))], [.. request.Wants.Select(w => Bind(request, w))]);
    }

    public ISlab Reserve(SlabSize size)
    {
        if (size.Code > RegionSize || size.ReadOnly > RegionSize || size.Data > RegionSize || size.ThreadLocals > RegionSize)
            throw new GraftException(DiagnosticCatalog.ArenaFull.At($"the arena has no room for {size}"));
        ulong Take(int region, ulong bytes)
        {
            ulong start = (_next[region] + size.Alignment - 1) / size.Alignment * size.Alignment;
            _next[region] = start + ((bytes + 4095) / 4096 * 4096);
            return start;
        }

        var slab = new FakeSlab(Take(0, size.Code), size.Code, Take(1, size.ReadOnly), size.ReadOnly, Take(2, size.Data), size.Data,
            Take(3, size.ThreadLocals), size.ThreadLocals);
        _slabs.Add(slab);
        return slab;
    }

    public CommitReply Commit(CommitRequest request)
    {
        if (Conflicts-- > 0)
            throw new GraftException(DiagnosticCatalog.CommitConflict.At("another process changed the module"));
        LastCommit = request;
        Commits++;
        for (int i = 0; i < request.Addresses.Count; i++)
        {
            var definition = _pending!.Definitions[i];
            if (request.Addresses[i] != 0)
                _live[Key(_pending, definition)] = new(_pending.Module, definition, request.Addresses[i]);
        }

        if (!_modules.TryGetValue(_pending!.Module, out var units))
            units = _modules[_pending.Module] = new(StringComparer.Ordinal);
        foreach (var unit in _pending.Units)
            units[unit.Name] = unit.Digest;
        foreach (string unit in _pending.RemovedUnits)
            units.Remove(unit);
        return new(++_generation, request.Addresses.Count(a => a != 0), 0, [], []);
    }

    /// <summary>Digest of all bytes in all slabs.</summary>
    public UInt128 DigestOfSlabs()
    {
        var digest = new XxHash128();
        foreach (var slab in _slabs)
        {
            digest.Append(slab.Code);
            digest.Append(slab.ReadOnly);
            digest.Append(slab.Data);
            digest.Append(slab.ThreadLocals);
        }

        return digest.GetCurrentHashAsUInt128();
    }

    public void Dispose()
    {
    }

    private static string Scope(ResolveRequest request, in SymbolDefinition definition) =>
        definition.Binding == SymbolBinding.Local ? $"{request.Module}/{request.Units[definition.Unit].Name}/"
        : definition.Hidden ? $"{request.Module}/" : "";

    private static string Key(ResolveRequest request, in SymbolDefinition definition) => Scope(request, definition) + definition.Name;

    private static bool IsState(SymbolKind kind) => kind is SymbolKind.Data or SymbolKind.ThreadLocal;

    private DefinitionBinding Bind(ResolveRequest request, SymbolDefinition definition)
    {
        var live = _live.GetValueOrDefault(Key(request, definition));
        ulong stub = definition.Kind.IsFunction() ? StubOf(definition.Name.ToString(), Scope(request, definition)) : 0;
        if (live is null)
            return new(DefinitionOutcome.Place, stub, 0, 0, 0);
        var (outcome, address) = (DefinitionOutcome.Place, 0ul);
        if (live.Module != request.Module && definition.Binding == SymbolBinding.Weak)
            (outcome, address) = (DefinitionOutcome.Yield, live.Address);
        else if (live.Module != request.Module)
            throw new GraftException(DiagnosticCatalog.DuplicateSymbol.At($"'{definition.Name}' is defined by {live.Module}"));
        else if (IsState(definition.Kind) && (live.Definition.Size, live.Definition.Signature) != (definition.Size, definition.Signature))
            throw new GraftException(DiagnosticCatalog.DataTypeChanged.At($"'{definition.Name}' changed its type"));
        else if (IsState(definition.Kind))
            (outcome, address) = (DefinitionOutcome.Keep, live.Address);
        return new(outcome, stub, address, live.Definition.Digest, live.Definition.Size);
    }

    private WantBinding Bind(ResolveRequest request, SymbolWant want)
    {
        if ((_live.GetValueOrDefault($"{request.Module}/{want.Name}") ?? _live.GetValueOrDefault(want.Name.ToString())) is { } live)
        {
            ulong liveStub = live.Definition.Kind.IsFunction() ? StubOf(want.Name.ToString()) : 0;
            return new(live.Definition.Kind, liveStub, liveStub != 0 ? liveStub : live.Address, false, SymbolState.Ready);
        }

        ulong stub = want.Kind == SymbolKind.Function ? StubOf(want.Name.ToString()) : 0;
        return Host.TryGetValue(want.Name.ToString(), out ulong address)
            ? new(stub != 0 ? SymbolKind.Function : SymbolKind.Data, stub, address, true, SymbolState.Ready)
            : new(want.Kind, stub, 0, false, SymbolState.Declared);
    }
}
