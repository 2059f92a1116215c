using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

// Fields with a symbol's address: which of its addresses, and what becomes of those that it is too far for or that nobody knows yet.
internal sealed partial class SectionWriter
{
    /// <summary>A late field that counts from the GOT is one that counts from its own place, with another addend.</summary>
    private static readonly X64Relocation GotOffsetFixup = new(Formula.PcRelative, Field.Any64);

    private void StoreRewritten(Site site, in ObjectRelocation relocation, in RewrittenField field, in RelocationTarget target)
    {
        site.Offset = field.Offset;
        StoreAddress(site, relocation, field.Kind, field.Reference, target with { Addend = field.Addend });
    }

    /// <summary>Fills a field with S + A, less its place or the GOT's if the formula says so.</summary>
    private void StoreAddress(
        in Site site, in ObjectRelocation relocation, in X64Relocation kind, Reference reference, in RelocationTarget target)
    {
        ref var symbol = ref _state.Symbols[target.SymbolId];
        bool isBranch = reference == Reference.Branch && symbol.Stub != 0;
        if (symbol.IsOpen && !isBranch)
        {
            StoreLater(site, relocation, kind, reference, target);
            return;
        }

        bool isCall = isBranch && target.IsAtStart && site.Kind == SectionKind.Code
            && kind is { Formula: Formula.PcRelative, Field: Field.Signed32 } && X64Instruction.IsBranch(site.Target, site.Offset);
        if (isCall && TryStoreCall(site, relocation, symbol, target.Addend))
            return;
        ulong address = Choose(site, symbol, isBranch, target.IsAtStart);
        ulong offset = (ulong)target.Addend - OriginOf(site, kind.Formula);
        if (!FieldWriter.Fits(kind.Field, (long)(address + offset)))
        {
            if (reference == Reference.AddressComputation && TryRewriteComputation(site, relocation, ref symbol, target))
                return;
            if (symbol.Standing == Standing.Host && symbol.Stub != 0)
                address = symbol.Stub;
            else if (symbol.Standing == Standing.Null && kind.Formula == Formula.PcRelative && site.Kind == SectionKind.Code)
                address = site.Address + (ulong)site.Offset; // Code that is never run: it asks first whether the symbol is there.
        }

        bool isDirect = address == symbol.Direct;
        _edges.IsCodeExposed |= isDirect && kind.Formula == Formula.Absolute && site.Kind != SectionKind.Code && IsPlacedCode(symbol);
        _edges.Add(symbol, isDirect, site.Kind);
        Store(site, relocation, kind.Field, address + offset);
    }

    /// <summary>
    /// Leads a call or jump to a function's own bytes, if those begin with an <see cref="EntryNoOp"/>: a patch puts a jump to the stub there. Inside
    /// of a unit that is replaced as a whole it leads past that, since the old code may know more of what it calls than a new function keeps to.
    /// </summary>
    private bool TryStoreCall(in Site site, in ObjectRelocation relocation, in LinkSymbol symbol, long addend)
    {
        ulong place = site.Address + (ulong)site.Offset;
        if (IsOwn(site, symbol))
        {
            if (!_state.Definitions[symbol.Index].IsRedirectable)
                return false;
            _edges.Add(symbol, isDirect: true, site.Kind);
            Store(site, relocation, Field.Signed32, symbol.Direct + EntryNoOp.Size + (ulong)addend - place);
            return true;
        }

        if (!symbol.IsRedirectable)
            return false;
        _edges.AddCall(symbol);
        Store(site, relocation, Field.Signed32, symbol.Direct + (ulong)addend - place);
        return true;
    }

    /// <summary>Whether code refers to a function of its own unit, which is replaced as a whole.</summary>
    private static bool IsOwn(in Site site, in LinkSymbol symbol) =>
        symbol.Standing is Standing.Placed or Standing.Kept && symbol.Unit == site.Unit && !site.IsPatchable;

    /// <summary>Notes a field whose symbol nobody has defined yet.</summary>
    private void StoreLater(
        in Site site, in ObjectRelocation relocation, in X64Relocation kind, Reference reference, in RelocationTarget target)
    {
        ref var symbol = ref _state.Symbols[target.SymbolId];
        if (reference == Reference.AddressComputation && TryRewriteComputation(site, relocation, ref symbol, target))
            return;
        ulong place = site.Address + (ulong)site.Offset;
        bool isNoted = kind is { Formula: Formula.GotOffset, Field: Field.Any64 }
            ? _edges.TryAddFixup(symbol.Index, GotOffsetFixup, place, (long)((ulong)target.Addend + place - _state.GotAddress))
            : _edges.TryAddFixup(symbol.Index, kind, place, target.Addend);
        if (!isNoted)
            _errors.AddAt(DiagnosticCatalog.RelocationOutOfRange, _state.Units[site.Unit], site.Section, relocation,
                "cannot wait: nobody has defined the symbol yet, and its address will not fit the field; compile with -fPIC");
    }

    /// <summary>Lets an instruction load an address that it cannot compute; false if it has neither GOT entry nor small address.</summary>
    private bool TryRewriteComputation(
        in Site site, in ObjectRelocation relocation, ref LinkSymbol symbol, in RelocationTarget target)
    {
        if (symbol.GotEntry >= 0)
        {
            X64Relaxation.UseGotEntry(site.Target, site.Offset);
            Store(site, relocation, Field.Signed32, UseGotEntry(ref symbol) + (ulong)target.Addend - OriginOf(site, Formula.PcRelative));
            return true;
        }

        if (!symbol.IsImmediate)
            return false;
        StoreRewritten(site, relocation, X64Relaxation.UseImmediate(X64Rewriting.Rex, site.Target, site.Offset), target);
        return true;
    }

    private bool IsPlacedCode(in LinkSymbol symbol) => symbol.Standing == Standing.Placed
        && _state.TryGetSection(symbol, out int section) && _state.Units[symbol.Unit].Sections.AsSpan()[section].Kind == SectionKind.Code;

    private ulong OriginOf(in Site site, Formula formula) => formula switch
    {
        Formula.PcRelative => site.Address + (ulong)site.Offset,
        Formula.GotOffset or Formula.ThreadLocalOffset => _state.GotAddress,
        _ => 0,
    };

    /// <summary>
    /// S. A function stands by its stub, except for calls inside a unit that is replaced as a whole, and for places inside
    /// its body. An indirect function has no body of its own: its bytes are those of the function that chooses.
    /// </summary>
    private static ulong Choose(in Site site, in LinkSymbol symbol, bool isBranch, bool isAtStart)
    {
        if (symbol.Standing is Standing.Placed or Standing.Kept && symbol.Type != ObjectSymbolType.IndirectFunction)
        {
            bool isOwn = isBranch && site.Kind == SectionKind.Code && IsOwn(site, symbol);
            return symbol.Stub == 0 || !isAtStart || isOwn ? symbol.Direct : symbol.Stub;
        }

        return isBranch ? symbol.Stub : symbol.Public;
    }
}
