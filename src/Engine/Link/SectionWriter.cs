using System.Buffers.Binary;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>
/// Step 4: writes each placed section into the slab and relocates it there. What it refers to is noted on the way, since
/// readiness follows from it.
/// </summary>
internal sealed class SectionWriter
{
    private static readonly X64Relocation GotOffsetFixup = new(Formula.PcRelative, Field.Any64);

    private readonly LinkState _state;
    private readonly ISlab _slab;
    private readonly TargetFinder _targets;

    public SectionWriter(LinkState state, ISlab slab)
    {
        _state = state;
        _slab = slab;
        _targets = new TargetFinder(state);
        Edges = new EdgeList(state);
    }

    /// <summary>What the sections refer to, and the fields that have to wait.</summary>
    public EdgeList Edges { get; }

    public void Run()
    {
        for (int unit = 0; unit < _state.Units.Length; unit++)
        {
            var sections = _state.Units[unit].Sections.AsSpan();
            for (int i = 1; i < sections.Length; i++)
            {
                ref var place = ref _state.SectionOf(unit, i);
                if (place.Fate != SectionFate.Place)
                    continue;
                Edges.Begin(place.Node);
                Write(unit, i, sections[i], place);
            }
        }

        Edges.End();
        WriteGot();
    }

    private void Write(int unit, int index, in ObjectSection section, in LinkSection place)
    {
        if (section.Kind == SectionKind.Zero)
            return; // Granted pages are zeroed.
        var frames = section.Kind == SectionKind.EhFrame ? _state.Frames.GetValueOrDefault(_state.NumberOf(unit, index)) : null;
        var target = Addressing.SpanOf(_slab, place.Region).Slice((int)place.Offset, frames?.Size ?? (int)section.Size);
        if (frames is not null)
            frames.Copy(section.Bytes.Span, target);
        else if (!place.IsReversed)
            section.Bytes.Span.CopyTo(target);
        var site = new Site
        {
            Unit = unit,
            Section = index,
            Kind = section.Kind,
            Source = section.Bytes.Span,
            Target = target,
            Address = place.Address,
            IsPatchable = _state.Units[unit].IsPatchable,
        };
        foreach (ref readonly var relocation in section.Relocations)
        {
            site.Offset = place.IsReversed ? target.Length - sizeof(ulong) - (int)relocation.Offset
                : frames?.OffsetOf((int)relocation.Offset) ?? (int)relocation.Offset;
            if (site.Offset >= 0)
                Relocate(site, relocation);
        }
    }

    private void Relocate(in Site site, in ObjectRelocation relocation)
    {
        var kind = X64.Kind(relocation.Type);
        if (kind.Formula == Formula.None)
            return;
        var reference = X64.Classify(
            kind, site.Kind == SectionKind.Code, site.Source, (int)relocation.Offset, relocation.Addend);
        var target = _targets.Find(site, relocation, reference);
        ref var symbol = ref _state.Symbols[target.SymbolId];
        ulong place = site.Address + (ulong)site.Offset;
        ulong addend = (ulong)target.Addend;
        switch (kind.Formula)
        {
            case Formula.Size:
                Store(site, relocation, kind.Field, symbol.Size + addend);
                break;
            case Formula.GotPc:
                Store(site, relocation, kind.Field, _state.GotAddress + addend - place);
                break;
            case var _ when symbol.Standing == Standing.None:
                ReportDiscarded(site, relocation);
                break;
            case Formula.GotPcRelative when X64Relaxation.TryRelax(kind.Rewriting, reference, symbol, site.Target, site.Offset, out var field):
                StoreRewritten(site, relocation, field, target);
                break;
            case Formula.GotPcRelative:
                Store(site, relocation, kind.Field, UseGotEntry(ref symbol) + addend - place);
                break;
            case Formula.GotEntryOffset:
                Store(site, relocation, kind.Field, UseGotEntry(ref symbol) + addend - _state.GotAddress);
                break;
            default:
                StoreAddress(site, relocation, kind, reference, target);
                break;
        }
    }

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

        Edges.Add(symbol, isDirect: address == symbol.Direct, site.Kind);
        Store(site, relocation, kind.Field, address + offset);
    }

    /// <summary>Notes a field whose symbol nobody has defined yet.</summary>
    private void StoreLater(
        in Site site, in ObjectRelocation relocation, in X64Relocation kind, Reference reference, in RelocationTarget target)
    {
        ref var symbol = ref _state.Symbols[target.SymbolId];
        if (reference == Reference.AddressComputation && TryRewriteComputation(site, relocation, ref symbol, target))
            return;
        ulong place = site.Address + (ulong)site.Offset;
        bool isNoted = kind is { Formula: Formula.GotOffset, Field: Field.Any64 }
            ? Edges.TryAddFixup(symbol.Index, GotOffsetFixup, place, (long)((ulong)target.Addend + place - _state.GotAddress))
            : Edges.TryAddFixup(symbol.Index, kind, place, target.Addend);
        if (!isNoted)
            _state.Errors.AddAt(DiagnosticCatalog.RelocationOutOfRange, _state.Units[site.Unit], site.Section, relocation,
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

    private ulong OriginOf(in Site site, Formula formula) => formula switch
    {
        Formula.PcRelative => site.Address + (ulong)site.Offset,
        Formula.GotOffset => _state.GotAddress,
        _ => 0,
    };

    /// <summary>
    /// S. A function stands by its stub, except for calls inside a unit that is replaced as a whole, and for places inside
    /// its body. An indirect function has no body of its own: its bytes are those of the function that chooses.
    /// </summary>
    private static ulong Choose(in Site site, in LinkSymbol symbol, bool isBranch, bool isAtStart)
    {
        if (symbol.Standing == Standing.Placed && symbol.Type != ObjectSymbolType.IndirectFunction)
        {
            bool isOwn = isBranch && site.Kind == SectionKind.Code && symbol.Unit == site.Unit && !site.IsPatchable;
            return symbol.Stub == 0 || !isAtStart || isOwn ? symbol.Direct : symbol.Stub;
        }

        return isBranch ? symbol.Stub : symbol.Public;
    }

    /// <summary>Nothing may refer to what was left out; frames, which may, have been left out with it.</summary>
    private void ReportDiscarded(in Site site, in ObjectRelocation relocation) =>
        _state.Errors.AddAt(DiagnosticCatalog.UndefinedSymbol, _state.Units[site.Unit], site.Section, relocation,
            "refers to a section that is not linked, because another unit's copy of its group was chosen; compile both units alike");

    private ulong UseGotEntry(ref LinkSymbol symbol)
    {
        ulong entry = _state.GotAddress + ((ulong)symbol.GotEntry * X64.GotEntrySize);
        if (symbol.IsOpen)
            Edges.AddGotFixup(symbol.Index, entry);
        else
            Edges.Add(symbol, isDirect: symbol.Public == symbol.Direct, SectionKind.Code);
        return entry;
    }

    private void Store(in Site site, in ObjectRelocation relocation, Field field, ulong value)
    {
        if (FieldWriter.Fits(field, (long)value))
            FieldWriter.Store(field, site.Target[site.Offset..], (long)value);
        else
            RangeErrors.Add(_state, site, relocation, field, (long)value);
    }

    private void WriteGot()
    {
        for (int i = 0; i < _state.GotSymbols.Count; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(
                _slab.ReadOnly[(i * X64.GotEntrySize)..], _state.Symbols[_state.GotSymbols[i]].Public);
    }
}
