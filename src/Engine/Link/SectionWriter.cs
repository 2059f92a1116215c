using System.Buffers.Binary;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>
/// Step 4: writes each placed section into the slab and relocates it there. What it refers to is noted on the way, since
/// readiness follows from it.
/// </summary>
internal sealed partial class SectionWriter : IDisposable
{
    private readonly LinkState _state;
    private readonly LinkErrors _errors;
    private readonly ISlab _slab;
    private readonly TargetFinder _targets;
    private readonly EdgeList _edges;
    private readonly ThreadLocalWriter _threadLocals;

    private SectionWriter(LinkState state, LinkErrors errors, ISlab slab, EdgeList edges)
    {
        _state = state;
        _errors = errors;
        _slab = slab;
        _edges = edges;
        _targets = new TargetFinder(state);
        _threadLocals = new ThreadLocalWriter(state, errors, slab, edges);
    }

    /// <summary>Writes all sections, and the GOT.</summary>
    public static void Run(LinkState state, ISlab slab)
    {
        var shares = state.Shares;
        var edges = shares.Select((_, share) => new EdgeList(state, part: share == 0 ? 1 : shares.Length)).ToArray();
        SectionShare.ForEach(state, shares, (share, errors) =>
        {
            using var writer = new SectionWriter(state, errors, slab, edges[share]);
            writer.Write(shares[share]);
        }, Environment.ProcessorCount);
        WriteGot(state, slab);
        state.SetEdges(EdgeList.Join(edges));
    }

    /// <inheritdoc/>
    public void Dispose() => _targets.Dispose();

    private static void WriteGot(LinkState state, ISlab slab)
    {
        for (int i = 0; i < state.GotSymbols.Count; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(slab.ReadOnly[(i * X64.GotEntrySize)..], state.Symbols[state.GotSymbols[i]].Public);
    }

    private void Write(SectionShare share)
    {
        using var contents = new ContentsHold(_state, _errors);
        foreach (var (unit, section) in share.PlacedSections(_state))
        {
            if (!contents.TryMoveTo(unit))
                continue;
            ref var place = ref _state.SectionOf(unit, section);
            _edges.Begin(place.Node);
            Write(unit, section, _state.Units[unit].Sections.AsSpan()[section], place);
        }
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
        int record = -1;
        var relocations = section.Relocations;
        _state.Prefetch(unit, relocations);
        foreach (ref readonly var relocation in relocations)
        {
            site.Offset = place.IsReversed ? target.Length - sizeof(ulong) - (int)relocation.Offset
                : frames?.OffsetOf((int)relocation.Offset, ref record) ?? (int)relocation.Offset;
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
                Store(site, relocation, kind.Field, _state.SizeOf(symbol) + addend);
                break;
            case Formula.GotPc:
                Store(site, relocation, kind.Field, _state.GotAddress + addend - place);
                break;
            case var _ when symbol.Standing == Standing.None:
                ReportDiscarded(site, relocation);
                break;
            case var formula when formula.UsesThreadLocalEntry():
                if (_threadLocals.TryUse(site, relocation, formula, target.SymbolId, out ulong entry))
                    Store(site, relocation, kind.Field, entry + addend - place);
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

    /// <summary>Nothing may refer to what was left out; frames, which may, have been left out with it.</summary>
    private void ReportDiscarded(in Site site, in ObjectRelocation relocation) =>
        _errors.AddOnce(DiagnosticCatalog.UndefinedSymbol, _state.Units[site.Unit], site.Section, relocation,
            "refers to a section that is not linked, because another unit's copy of its group was chosen; compile both units alike");

    private ulong UseGotEntry(ref LinkSymbol symbol)
    {
        ulong entry = _state.GotAddress + ((ulong)symbol.GotEntry * X64.GotEntrySize);
        if (symbol.IsOpen)
            _edges.AddGotFixup(symbol.Index, entry);
        else
            _edges.Add(symbol, isDirect: symbol.Public == symbol.Direct, SectionKind.Code);
        return entry;
    }

    private void Store(in Site site, in ObjectRelocation relocation, Field field, ulong value)
    {
        if (FieldWriter.Fits(field, (long)value))
            FieldWriter.Store(field, site.Target[site.Offset..], (long)value);
        else
            RangeErrors.Add(_state, _errors, site, relocation, field, (long)value);
    }
}
