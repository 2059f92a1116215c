using System.Buffers.Binary;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>
/// Still step 4: the GOT entries of thread-local variables. A variable of a module has the address of its initial value, and every
/// thread's copy lies at that address plus a distance of the thread's own: so all modules are module 0 to
/// <c>__tls_get_addr</c>, and addresses stand for offsets. What only the runtime knows, its agent fills in. Several threads may write
/// one entry, always the same.
/// </summary>
internal sealed class ThreadLocalWriter(LinkState state, LinkErrors errors, ISlab slab, EdgeList edges)
{
    private const ulong ModulesOfTheRuntime = 0;

    // By entry: the node, plus 1, that was the last to use it.
    private readonly int[] _lastUser = new int[state.ThreadLocals.Entries.Count];

    /// <summary>Has the current node use an entry.</summary>
    /// <param name="site">The field that does.</param>
    /// <param name="relocation">Its relocation.</param>
    /// <param name="formula">What it needs.</param>
    /// <param name="symbolId">The variable.</param>
    /// <param name="address">The entry's address in the runtime.</param>
    /// <returns>False after an error.</returns>
    public bool TryUse(in Site site, in ObjectRelocation relocation, Formula formula, int symbolId, out ulong address)
    {
        int number = state.ThreadLocals.NumberOf(symbolId, formula);
        var entry = state.ThreadLocals.Entries[number];
        ulong offset = state.ThreadLocals.Start + entry.Offset;
        address = slab.ReadOnlyAddress + offset;
        ref var symbol = ref state.Symbols[symbolId];
        if (FindObstacle(formula, symbol) is var (descriptor, message))
        {
            errors.AddAt(descriptor, state.Units[site.Unit], site.Section, relocation, message);
            return false;
        }

        int user = state.SectionOf(site.Unit, site.Section).Node + 1;
        if (_lastUser[number] == user)
            return true;
        _lastUser[number] = user;
        Write(formula, ref symbol, address, slab.ReadOnly[(int)offset..]);
        return true;
    }

    private static (DiagnosticDescriptor, string)? FindObstacle(Formula formula, in LinkSymbol symbol)
    {
        if (symbol.Standing == Standing.Null)
            return (DiagnosticCatalog.UndefinedSymbol, "is weak and nobody defines it, but a thread-local variable has no null address; load the module that defines it before");
        return formula == Formula.ThreadPointerEntry && symbol.Standing != Standing.Host
            ? (DiagnosticCatalog.StaticThreadLocal, ThreadLocalScan.StaticRemedy)
            : null;
    }

    private void Write(Formula formula, ref LinkSymbol symbol, ulong address, Span<byte> entry)
    {
        if (formula == Formula.ThreadLocalBase)
        {
            WritePair(entry, state.GotAddress);
            return;
        }

        bool isKnown = symbol.IsNear || symbol.Standing == Standing.GotBase;
        if (isKnown)
            edges.Add(symbol, isDirect: symbol.Public == symbol.Direct, SectionKind.Code);
        switch (formula)
        {
            case Formula.ThreadLocalPair when isKnown:
                WritePair(entry, symbol.Public);
                break;
            case Formula.ThreadLocalPair:
                edges.AddFixup(symbol.Index, FixupKind.ThreadLocalPair, address);
                break;
            case Formula.ThreadLocalDescriptor when isKnown:
                edges.AddFixup(FixupRecord.NoSymbol, FixupKind.ThreadLocalDescriptor, address, (long)symbol.Public);
                break;
            case Formula.ThreadLocalDescriptor:
                edges.AddFixup(symbol.Index, FixupKind.ThreadLocalDescriptor, address);
                break;
            default:
                edges.AddFixup(symbol.Index, FixupKind.ThreadPointerOffset, address);
                break;
        }
    }

    private static void WritePair(Span<byte> entry, ulong offset)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(entry, ModulesOfTheRuntime);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[sizeof(ulong)..], offset);
    }
}
