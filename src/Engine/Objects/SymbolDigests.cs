using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Graft.Engine.Objects;

/// <summary>
/// Digests of a unit's symbols: of their bytes and relocations, where a relocation stands as (type, place, addend, name of
/// its target). What has no lasting name - string literals, constant pools, jump tables - stands by its own content, so
/// that renumbering or moving them changes nothing. Equal digests mean equal code or initialiser.
/// </summary>
/// <remarks>Not thread-safe. Linear in the unit's size: a nameless piece is digested once.</remarks>
public sealed class SymbolDigests
{
    /// <summary>How many nameless pieces deep to look: enough for real tables, and no chain can exhaust the stack.</summary>
    private const int DepthLimit = 100;

    private readonly ObjectUnit _unit;
    private readonly SectionMap _map;
    private readonly Dictionary<(int Section, ulong Offset), ulong> _pieces = [];
    private int _depth;

    /// <summary>Prepares to digest a unit.</summary>
    public SymbolDigests(ObjectUnit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        _unit = unit;
        _map = new SectionMap(unit);
    }

    /// <summary>Digests all symbols that lie in a loaded section or are common; 0 for the others.</summary>
    /// <returns>A digest for each symbol of the unit, index by index.</returns>
    public static ulong[] Compute(ObjectUnit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var digests = new ulong[unit.Symbols.Length];
        var worker = new SymbolDigests(unit);
        for (int i = 1; i < digests.Length; i++)
            digests[i] = worker.OfSymbol(i);
        return digests;
    }

    /// <summary>Digest of a symbol that lies in a loaded section or is common; 0 for others.</summary>
    public ulong OfSymbol(int index)
    {
        ref readonly var symbol = ref _unit.Symbols.AsSpan()[index];
        if (symbol.Section == ObjectSymbol.Common)
            return NonZero(symbol.Size);
        if (!symbol.IsInSection || symbol.IsPrivate || !_unit.Sections[symbol.Section].IsLoaded)
            return 0;
        ulong size = symbol.Size > 0 ? symbol.Size : _map.PieceAt(symbol.Section, symbol.Value).Size;
        return DigestOfRange(symbol.Section, symbol.Value, size);
    }

    /// <summary>Digest of a whole section.</summary>
    public ulong OfSection(int section) => DigestOfRange(section, 0, _unit.Sections[section].Size);

    private ulong DigestOfRange(int section, ulong start, ulong size)
    {
        var hash = new XxHash3();
        ref readonly var place = ref _unit.Sections.AsSpan()[section];
        Append(hash, (uint)place.Kind);
        Append(hash, size);
        if (start + size <= (ulong)place.Bytes.Length) // zeros have no bytes, nor have sections that are not loaded
            hash.Append(place.Bytes.Span.Slice((int)start, (int)size));
        foreach (ref readonly var relocation in _map.RelocationsIn(section, start, size))
        {
            Append(hash, relocation.Offset - start);
            Append(hash, relocation.Type);
            AppendTarget(hash, relocation, place.Kind == SectionKind.Code);
        }

        return NonZero(hash.GetCurrentHashAsUInt64());
    }

    private void AppendTarget(XxHash3 hash, in ObjectRelocation relocation, bool inCode)
    {
        ref readonly var symbol = ref _unit.Symbols.AsSpan()[(int)relocation.Symbol];
        if (!symbol.IsInSection || !symbol.IsPrivate)
        {
            hash.Append(symbol.Name.Span);
            Append(hash, (ulong)relocation.Addend);
            return;
        }

        var piece = _map.TargetOf(relocation, inCode, out ulong offset);
        Append(hash, offset);
        if (piece.Name.IsEmpty)
            Append(hash, DigestOfPiece(symbol.Section, piece));
        else
            hash.Append(piece.Name.Span);
    }

    private ulong DigestOfPiece(int section, in SectionPiece piece)
    {
        ref ulong known = ref CollectionsMarshal.GetValueRefOrAddDefault(_pieces, (section, piece.Start), out bool exists);
        if (exists)
            return known; // 0 while it is being digested: a cycle of nameless pieces ends here.
        if (_depth == DepthLimit)
            return piece.Size;
        _depth++;
        ulong digest = DigestOfRange(section, piece.Start, piece.Size);
        _depth--;
        return _pieces[(section, piece.Start)] = digest;
    }

    private static ulong NonZero(ulong digest) => digest == 0 ? 1 : digest;

    private static void Append(XxHash3 hash, ulong value) => hash.Append(MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in value)));
}
