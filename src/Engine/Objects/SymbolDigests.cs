using System.IO.Hashing;
using Graft.Engine.Collections;
using static Graft.Engine.Objects.DigestMixer;

namespace Graft.Engine.Objects;

/// <summary>
/// Digests of a unit's symbols: of their bytes and relocations, where a relocation stands as (type, place, addend, name of
/// its target). What has no lasting name - string literals, constant pools, jump tables - stands by its own content, so
/// that renumbering or moving them changes nothing. Equal digests mean equal code or initialiser.
/// </summary>
/// <remarks>
/// Not thread-safe. Linear in the unit's size: a nameless piece and a name are digested once. Tables come from a pool: dispose it.
/// </remarks>
public sealed class SymbolDigests : IDisposable
{
    /// <summary>How many nameless pieces deep to look: enough for real tables, and no chain can exhaust the stack.</summary>
    private const int DepthLimit = 100;

    private readonly ObjectUnit _unit;
    private readonly SectionMap _map;

    /// <summary>Digests of nameless pieces by number and of names by symbol; 0 for those that nobody asked for yet.</summary>
    private readonly ulong[] _pieces;
    private readonly ulong[] _names;
    private int _depth;

    /// <summary>Prepares to digest a unit.</summary>
    public SymbolDigests(ObjectUnit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        _unit = unit;
        _map = new SectionMap(unit);
        _pieces = Pooled.RentZeroed<ulong>(_map.NamelessCount);
        _names = Pooled.RentZeroed<ulong>(unit.Symbols.Length);
    }

    /// <summary>Digests all symbols that lie in a loaded section or are common; 0 for the others.</summary>
    /// <returns>A digest for each symbol of the unit, index by index.</returns>
    public static ulong[] Compute(ObjectUnit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var digests = new ulong[unit.Symbols.Length];
        using var worker = new SymbolDigests(unit);
        for (int i = 1; i < digests.Length; i++)
            digests[i] = worker.OfSymbol(i);
        return digests;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _map.Dispose();
        Pooled.Return(_pieces);
        Pooled.Return(_names);
    }

    /// <summary>Digest of a symbol that lies in a loaded section or is common; 0 for others.</summary>
    public ulong OfSymbol(int index)
    {
        ref readonly var symbol = ref _unit.Symbols.AsSpan()[index];
        if (symbol.Section == ObjectSymbol.Common)
            return NonZero(symbol.Size);
        if (!symbol.IsInSection || symbol.IsPrivate || !_unit.Sections.AsSpan()[symbol.Section].IsLoaded)
            return 0;
        ulong size = symbol.Size > 0 ? symbol.Size : _map.PieceAt(symbol.Section, symbol.Value).Size;
        return DigestOfRange(symbol.Section, symbol.Value, size);
    }

    /// <summary>Digest of a whole section.</summary>
    public ulong OfSection(int section) => DigestOfRange(section, 0, _unit.Sections.AsSpan()[section].Size);

    private ulong DigestOfRange(int section, ulong start, ulong size)
    {
        ref readonly var place = ref _unit.Sections.AsSpan()[section];
        ulong digest = Mix((ulong)place.Kind, size);
        if (start + size <= (ulong)place.Bytes.Length) // zeros have no bytes, nor have sections that are not loaded
            digest = Mix(digest, XxHash3.HashToUInt64(place.Bytes.Span.Slice((int)start, (int)size)));
        foreach (ref readonly var relocation in _map.RelocationsIn(section, start, size))
        {
            digest = Mix(digest, ((relocation.Offset - start) << 32) + relocation.Type);
            digest = Mix(digest, DigestOfTarget(relocation, place.Kind == SectionKind.Code));
        }

        return NonZero(digest);
    }

    private ulong DigestOfTarget(in ObjectRelocation relocation, bool inCode)
    {
        ref readonly var symbol = ref _unit.Symbols.AsSpan()[(int)relocation.Symbol];
        if (!symbol.IsInSection || !symbol.IsPrivate)
            return Mix(DigestOfName((int)relocation.Symbol), (ulong)relocation.Addend);
        if (_unit.Sections.AsSpan()[symbol.Section] is { IsLoaded: false, Kind: var kind })
            return Mix((ulong)kind, symbol.Value + (ulong)relocation.Addend); // Its bytes are no part of the process, and may not be there.
        var piece = _map.TargetOf(relocation, inCode, out ulong offset);
        return Mix(piece.Symbol >= 0 ? DigestOfName(piece.Symbol) : DigestOfPiece(symbol.Section, piece), offset);
    }

    private ulong DigestOfName(int symbol)
    {
        ref ulong known = ref _names[symbol];
        if (known == 0)
            known = NonZero(XxHash3.HashToUInt64(_unit.Symbols.AsSpan()[symbol].Name.Span));
        return known;
    }

    private ulong DigestOfPiece(int section, in SectionPiece piece)
    {
        ref ulong known = ref _pieces[piece.Number];
        if (known != 0)
            return known; // 1 while it is being digested: a cycle of nameless pieces ends here
        if (_depth == DepthLimit)
            return piece.Size;
        known = 1;
        _depth++;
        known = DigestOfRange(section, piece.Start, piece.Size);
        _depth--;
        return known;
    }
}
