using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft;

// What a program of its own needs: its initialisers and finalisers as a loader has them.
internal sealed partial class RuntimeAgent
{
    private readonly List<LoadedUnit> _deferred = [];

    /// <summary>The stub of a function that is Ready; 0 if there is none.</summary>
    public nint FindFunction(string name)
    {
        lock (_sync)
        {
            var symbol = _table.Find(SymbolKey.Global(Utf8Name.From(name)))?.Newest?.Symbol;
            return symbol?.Live is { Kind: SymbolKind.Function } ? (nint)_table.StubOf(symbol) : 0;
        }
    }

    /// <summary>The initialisers that were put off, in the order to run them.</summary>
    public ReadOnlySpan<nint> TakeInitialisers()
    {
        var functions = new List<nint>();
        foreach (var unit in _deferred)
            functions.AddRange(FunctionsAt(unit.Record.InitArray, unit.Record.InitCount));
        return CollectionsMarshal.AsSpan(functions);
    }

    /// <summary>Writes a function that runs the finalisers of all units that were put off, the last unit's first.</summary>
    /// <returns>Its address; 0 if there is nothing to run.</returns>
    public unsafe nint WriteFinalisers()
    {
        var functions = new List<nint>();
        for (int i = _deferred.Count - 1; i >= 0; i--)
            functions.AddRange(FunctionsAt(_deferred[i].Record.FiniArray, _deferred[i].Record.FiniCount));
        if (functions.Count == 0)
            return 0;
        var table = (nint*)NativeMemory.Alloc((nuint)functions.Count + 1, (nuint)sizeof(nint));
        CollectionsMarshal.AsSpan(functions).CopyTo(new(table, functions.Count));
        table[functions.Count] = 0;
        return (nint)WriteCode(RunAllX64.Assemble((ulong)table));
    }

    private void Defer(IReadOnlyList<LoadedUnit> units)
    {
        _deferred.AddRange(units);
        foreach (var unit in units)
            unit.HasInitialisersToRun = false;
    }
}
