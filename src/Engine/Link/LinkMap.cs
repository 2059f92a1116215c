using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>Where a link placed its sections, for tools that show or check linked code. Keeps the link's tables alive.</summary>
public sealed class LinkMap
{
    private readonly LinkState _state;

    internal LinkMap(LinkState state) => _state = state;

    internal void Release() => _state.Dispose();

    /// <summary>The runtime's address of the first GOT entry; entries are 8 bytes.</summary>
    public ulong GotAddress => _state.GotAddress;

    /// <summary>How many GOT entries the link needed.</summary>
    public int GotEntryCount => _state.GotSymbols.Count;

    /// <summary>The runtime's address of a section that was placed by this link; null for others.</summary>
    /// <param name="unit">Index of the unit in the link.</param>
    /// <param name="section">Index of the section in the unit.</param>
    public ulong? AddressOf(int unit, int section)
    {
        ref var place = ref _state.SectionOf(unit, section);
        return place.Fate == SectionFate.Place ? place.Address : null;
    }

    /// <summary>Bytes of all GOT entries, those of thread-locals included: the beginning of the read-only region.</summary>
    public ulong GotSize => Math.Max(
        (ulong)_state.GotSymbols.Count * X64.GotEntrySize, _state.ThreadLocals.Size == 0 ? 0 : _state.ThreadLocals.Start + _state.ThreadLocals.Size);

    /// <summary>The GOT entries, in order.</summary>
    public IEnumerable<GotEntryPlace> GotEntries
    {
        get
        {
            for (int i = 0; i < _state.GotSymbols.Count; i++)
            {
                var symbol = _state.Symbols[_state.GotSymbols[i]];
                yield return new(
                    _state.NameOf(symbol), GotPurpose.Address, GotAddress + ((ulong)i * X64.GotEntrySize), X64.GotEntrySize);
            }

            foreach (var entry in _state.ThreadLocals.Entries)
            {
                var name = entry.Symbol == ThreadLocalGot.NoSymbol ? Utf8Name.Empty : _state.NameOf(_state.Symbols[entry.Symbol]);
                var purpose = PurposeOf(entry.Formula);
                yield return new(
                    name, purpose, GotAddress + _state.ThreadLocals.Start + entry.Offset,
                    purpose == GotPurpose.ThreadPointerOffset ? X64.GotEntrySize : 2 * X64.GotEntrySize);
            }
        }
    }

    /// <summary>Whether a section takes part in a process at all.</summary>
    public bool IsLoaded(int unit, int section) => _state.SectionOf(unit, section).Fate != SectionFate.Unloaded;

    /// <summary>Whether a section's pointers were written from the last to the first, as <c>.ctors</c> are.</summary>
    public bool IsReversed(int unit, int section) => _state.SectionOf(unit, section).IsReversed;

    /// <summary>Whether a section of frames lost some of its records, so that its offsets are not the object's.</summary>
    public bool IsRewritten(int unit, int section) => _state.Frames.ContainsKey(_state.NumberOf(unit, section));

    /// <summary>What became of a symbol.</summary>
    /// <param name="unit">Index of the unit in the link.</param>
    /// <param name="symbol">Index of the symbol in the unit.</param>
    public LinkedSymbol PlaceOf(int unit, int symbol)
    {
        ref var link = ref _state.SymbolOf(unit, symbol);
        if (link.IsSection)
        {
            ref readonly var label = ref _state.SourceOf(new(unit, symbol));
            ulong address = link.Standing is Standing.Placed or Standing.Kept ? link.Direct + label.Value : 0;
            return new(address, label.Size, 0, address, unit, link.Standing == Standing.Placed, false, 0);
        }

        bool isHere = link.Unit == unit && link.Symbol == symbol && link.Standing is Standing.Placed or Standing.Absolute;
        return new(link.IsDefined ? link.Direct : 0, _state.SizeOf(link), link.Stub, link.Public, link.Unit, isHere, link.Standing == Standing.Absolute,
            CallAddress(link, unit));
    }

    private ulong CallAddress(in LinkSymbol symbol, int caller) =>
        !symbol.IsRedirectable ? 0
        : symbol.Unit == caller && !_state.Units[caller].IsPatchable ? symbol.Direct + EntryNoOp.Size
        : symbol.Direct;

    private static GotPurpose PurposeOf(Formula formula) => formula switch
    {
        Formula.ThreadLocalPair => GotPurpose.ThreadLocalPair,
        Formula.ThreadLocalBase => GotPurpose.ThreadLocalBase,
        Formula.ThreadLocalDescriptor => GotPurpose.ThreadLocalDescriptor,
        _ => GotPurpose.ThreadPointerOffset,
    };
}

/// <summary>A GOT entry.</summary>
/// <param name="Name">The symbol that it is for; empty if it is for none.</param>
/// <param name="Purpose">What it holds of it.</param>
/// <param name="Address">The entry's own address.</param>
/// <param name="Size">Its size in bytes.</param>
public readonly record struct GotEntryPlace(Utf8Name Name, GotPurpose Purpose, ulong Address, int Size);

/// <summary>What a GOT entry holds.</summary>
public enum GotPurpose
{
    /// <summary>A symbol's address.</summary>
    Address,

    /// <summary>Module and offset of a thread-local variable, for <c>__tls_get_addr</c>.</summary>
    ThreadLocalPair,

    /// <summary>Module and offset of the place that local-dynamic code counts from.</summary>
    ThreadLocalBase,

    /// <summary>A function and its argument (TLSDESC).</summary>
    ThreadLocalDescriptor,

    /// <summary>Distance from the thread pointer.</summary>
    ThreadPointerOffset,
}

/// <summary>What became of a unit's symbol, or what it means if the unit only wants it.</summary>
/// <param name="Address">Address of its own bytes; 0 if this link has none.</param>
/// <param name="Size">Size in bytes of the definition that is used.</param>
/// <param name="Stub">Address of its stub, or 0.</param>
/// <param name="PublicAddress">The address that a pointer to it has: its stub if it has one and is a function, else its own; 0 while unknown.</param>
/// <param name="Unit">The unit whose definition is used; -1 if none of the link's.</param>
/// <param name="IsDefinedHere">Whether the asked unit's own definition is used.</param>
/// <param name="IsAbsolute">Whether it is a number and no place.</param>
/// <param name="CallAddress">Where calls of it in the asked unit lead if its bytes begin with an <see cref="EntryNoOp"/>; 0 for others.</param>
public readonly record struct LinkedSymbol(
    ulong Address, ulong Size, ulong Stub, ulong PublicAddress, int Unit, bool IsDefinedHere, bool IsAbsolute, ulong CallAddress);
