using System.Buffers.Binary;
using System.IO.Hashing;
using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>A module written by hand and linked step by step, so that a test can stop, lie or die between any two.</summary>
internal sealed class HandModule(string name)
{
    private const int ItemSize = 64;

    private readonly List<(SymbolDefinition Definition, HandCode? Code, byte[] Content)> _items = [];
    private readonly List<SymbolWant> _wants = [];
    private readonly Dictionary<string, string> _wantedSignatures = [];
    private readonly List<string> _units = [];
    private readonly HashSet<string> _weak = [];

    /// <summary>Names of the functions that initialise the first unit.</summary>
    public List<string> Initialisers { get; } = [];

    public List<string> Finalisers { get; } = [];

    public List<string> RemovedUnits { get; } = [];

    public IReadOnlyList<string>? LinkOrder { get; init; }

    public ResolveRequest Request { get; private set; } = null!;

    public ResolveReply Reply { get; private set; } = null!;

    public HandModule Function(
        string function, Func<HandCode, HandCode> body, string signature = "", SymbolBinding binding = SymbolBinding.Strong,
        bool hidden = false, string unit = "unit.o")
    {
        var code = body(new HandCode());
        byte[] bytes = code.Bytes;
        _items.Add((
            new(Utf8Name.From(function), UnitIndex(unit), SymbolKind.Function, binding, hidden, Utf8Name.From(signature), (ulong)bytes.Length, XxHash3.HashToUInt64(bytes), EntryNoOp.IsAt(bytes)),
            code, bytes));
        return this;
    }

    public HandModule Data(
        string data, long value, string signature = "i64", ulong size = 8, SymbolBinding binding = SymbolBinding.Strong, string unit = "unit.o")
    {
        byte[] bytes = BitConverter.GetBytes(value);
        _items.Add((
            new(Utf8Name.From(data), UnitIndex(unit), SymbolKind.Data, binding, false, Utf8Name.From(signature), size, XxHash3.HashToUInt64(bytes)), null, bytes));
        return this;
    }

    /// <summary>Says for which signature a wanted function was compiled.</summary>
    public HandModule Wants(string function, string signature)
    {
        _wantedSignatures[function] = signature;
        return this;
    }

    public HandModule WantsWeakly(string function)
    {
        _weak.Add(function);
        return this;
    }

    public CommitReply Load(IAgent agent)
    {
        agent.OpenModule(name);
        Resolve(agent);
        using var slab = Reserve(agent);
        return agent.Commit(Write(slab));
    }

    public void Resolve(IAgent agent)
    {
        var defined = _items.Select(item => item.Definition.Name.ToString()).ToHashSet();
        _wants.Clear();
        foreach (var (definition, code, _) in _items)
        {
            foreach (string symbol in code is null ? [] : code.References.Select(reference => reference.Symbol).Distinct())
            {
                bool isKnown = defined.Contains(symbol) || _wants.Exists(want => want.Name == Utf8Name.From(symbol));
                if (!isKnown)
                {
                    _wants.Add(new(
                        Utf8Name.From(symbol), SymbolKind.Function, _weak.Contains(symbol) ? SymbolBinding.Weak : SymbolBinding.Strong,
                        Utf8Name.From(_wantedSignatures.GetValueOrDefault(symbol, "")), definition.Unit));
                }
            }
        }

        var units = _units.Select(unit => new UnitState(unit, XxHash128.HashToUInt128(_items.SelectMany(item => item.Content).ToArray())));
        Request = new(name, [.. units], RemovedUnits, [.. _items.Select(item => item.Definition)], [.. _wants]) { LinkOrder = LinkOrder };
        Reply = agent.Resolve(Request);
    }

    public ISlab Reserve(IAgent agent) => agent.Reserve(new SlabSize(
        (ulong)(_items.Count * ItemSize),
        (ulong)(8 * (Initialisers.Count + Finalisers.Count)),
        (ulong)(_items.Count(item => item.Code is null) * ItemSize)));

    public CommitRequest Write(ISlab slab)
    {
        var addresses = new ulong[_items.Count];
        var nodes = new List<HandNode>();
        int[] definedIn = [.. _items.Select(_ => -1)];
        for (int i = 0; i < _items.Count; i++)
        {
            if (Reply.Definitions[i].Outcome == DefinitionOutcome.Place)
                addresses[i] = (_items[i].Code is null ? slab.DataAddress : slab.CodeAddress) + (ulong)(OffsetOf(i) * ItemSize);
        }

        for (int i = 0; i < _items.Count; i++)
        {
            if (addresses[i] == 0)
                continue;
            var (definition, code, content) = _items[i];
            var target = (code is null ? slab.Data : slab.Code)[(OffsetOf(i) * ItemSize)..];
            content.CopyTo(target);
            var needs = new List<int>();
            foreach (var (offset, symbol) in code is null ? [] : code.References)
            {
                int index = IndexOf(symbol);
                if (!_weak.Contains(symbol))
                    needs.Add(index);
                long distance = (long)(AddressOf(index, addresses) - (addresses[i] + (ulong)offset + 4));
                BinaryPrimitives.WriteInt32LittleEndian(target[offset..], checked((int)distance));
            }

            definedIn[i] = nodes.Count;
            nodes.Add(new(definition.Unit, [], [.. needs]));
        }

        return new([.. addresses], [.. definedIn], HandNodes.Table([.. nodes]), UnitRecords(slab, addresses), []);
    }

    private FlatList<UnitRecord> UnitRecords(ISlab slab, ulong[] addresses)
    {
        var functions = Initialisers.Concat(Finalisers).Select(function => AddressOf(IndexOf(function), addresses)).ToList();
        for (int i = 0; i < functions.Count; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(slab.ReadOnly[(8 * i)..], functions[i]);
        ulong start = slab.ReadOnlyAddress;
        var first = new UnitRecord(
            Initialisers.Count > 0 ? start : 0, Initialisers.Count,
            Finalisers.Count > 0 ? start + (ulong)(8 * Initialisers.Count) : 0, Finalisers.Count, 0, 0);
        return [.. _units.Select((_, index) => index == 0 ? first : default)];
    }

    private ulong AddressOf(int index, ulong[] addresses)
    {
        if (index >= _items.Count)
            return Reply.Wants[index - _items.Count] is { Stub: not 0 and var stub } ? stub : Reply.Wants[index - _items.Count].Address;
        var binding = Reply.Definitions[index];
        if (binding.Stub != 0)
            return binding.Stub;
        return binding.Address != 0 ? binding.Address : addresses[index];
    }

    private int IndexOf(string symbol)
    {
        int index = _items.FindIndex(item => item.Definition.Name == Utf8Name.From(symbol));
        return index >= 0 ? index : _items.Count + _wants.FindIndex(want => want.Name == Utf8Name.From(symbol));
    }

    // Functions and data lie in regions of their own, each in the order given.
    private int OffsetOf(int index) => _items.Take(index).Count(item => item.Code is null == _items[index].Code is null);

    private int UnitIndex(string unit)
    {
        if (!_units.Contains(unit))
            _units.Add(unit);
        return _units.IndexOf(unit);
    }
}
