using System.Globalization;
using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft;

// What a program of its own needs: its initialisers and finalisers as a loader has them.
internal sealed partial class RuntimeAgent
{
    private readonly List<LoadedUnit> _deferred = [];

    /// <summary>The stub of a function that is Ready, whether other modules may see it or not; 0 if there is none.</summary>
    public nint FindFunction(string name)
    {
        lock (_sync)
        {
            var symbolName = Utf8Name.From(name);
            var group = _table.FindVisible(symbolName)
                ?? _table.Modules.Keys.Select(module => _table.Find(SymbolKey.Own(symbolName, module))).FirstOrDefault(hidden => hidden is not null);
            return group?.Newest?.Symbol is { Live: { Kind: SymbolKind.Function } } symbol ? (nint)_table.StubOf(symbol) : 0;
        }
    }

    /// <summary>Makes the program's variables its own, so that a child that it forks has a copy. No link may follow.</summary>
    public void DetachData() => _arena.DetachData();

    /// <summary>Writes a function that runs the initialisers that were put off, in the order of the units, and then <c>main</c>.</summary>
    /// <param name="main">The program's function.</param>
    /// <returns>Its address; it takes what <c>main</c> takes and gives what that gives.</returns>
    public nint WriteEntry(nint main)
    {
        List<nint> functions = [.. NumberedTable.JoinInitialisers(InOrder(_deferred)), main];
        return (nint)WriteCode(ProgramEntryX64.Assemble(WriteTable(functions)));
    }

    /// <summary>Writes a function that runs the finalisers of all units that were put off, the last unit's first.</summary>
    /// <returns>Its address; 0 if there is nothing to run.</returns>
    public nint WriteFinalisers()
    {
        var functions = NumberedTable.JoinFinalisers(InOrder(_deferred));
        return functions.Count == 0 ? 0 : (nint)WriteCode(RunAllX64.Assemble(WriteTable(functions)));
    }

    // Ended by a null; never freed, as all that a program has.
    private static unsafe ulong WriteTable(List<nint> functions)
    {
        var table = (nint*)NativeMemory.Alloc((nuint)functions.Count + 1, (nuint)sizeof(nint));
        CollectionsMarshal.AsSpan(functions).CopyTo(new(table, functions.Count));
        table[functions.Count] = 0;
        return (ulong)table;
    }

    /// <summary>Writes the handler of fatal signals.</summary>
    /// <param name="area">Address of its <see cref="CrashArea"/>.</param>
    public nint WriteCrashHandler(ulong area) => (nint)WriteCode(CrashHandlerX64.Assemble(area));

    /// <summary>What code of the program lies at an address: function, offset and object; null if it is none of the program's.</summary>
    public string? DescribeCode(ulong address)
    {
        lock (_sync)
        {
            if (Layout.Stubs.Contains(address))
                return _table.TryGetByStub(address, out var called) ? $"the stub of '{Demangler.Demangle(called.Name.ToString())}'" : "an unused stub";

            if (!Layout.Code.Contains(address))
                return null;

            // A symbol of the assembler may have no size: then it reaches to the next.
            Definition? nearest = null;
            foreach (var symbol in _table.Symbols)
            {
                if (symbol.Newest is { IsHost: false, Kind: SymbolKind.Function } definition
                    && definition.Address <= address && (nearest is null || definition.Address > nearest.Value.Address))
                    nearest = definition;
            }

            return nearest is { } found
                ? string.Create(CultureInfo.InvariantCulture,
                    $"'{Demangler.Demangle(found.Symbol.Name.ToString())}' + 0x{address - found.Address:x} of {found.Unit!.Name}")
                : string.Create(CultureInfo.InvariantCulture, $"code at 0x{address:x}");
        }
    }

    private void Defer(IReadOnlyList<LoadedUnit> units)
    {
        _deferred.AddRange(units);
        foreach (var unit in units)
            unit.HasInitialisersToRun = false;
    }
}
