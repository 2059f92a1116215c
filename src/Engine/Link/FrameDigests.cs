using System.Buffers;
using System.IO.Hashing;
using Graft.Engine.Collections;
using Graft.Engine.Objects;

namespace Graft.Engine.Link;

/// <summary>
/// Digests of the unwind records of a unit's functions, with the exception tables that they lead to: a catch clause may change without any
/// instruction. One exception table reaches from where a record points to the next such place.
/// </summary>
internal sealed class FrameDigests : IDisposable
{
    /// <summary>Where a record's own content begins, behind its length and the distance of its CIE.</summary>
    private const int ContentOffset = 8;

    private readonly ObjectUnit _unit;
    private readonly SectionDigests _sections;

    /// <summary>By section.</summary>
    private readonly ulong[] _digests;

    /// <summary>Where exception tables begin, by section and offset.</summary>
    private readonly PooledList<(int Section, int Start)> _tables = new();
    private int _lastAsked;
    private bool _isLastRising;

    /// <summary>Digests the records of a unit.</summary>
    public FrameDigests(LinkState state, int unit, SectionDigests sections)
    {
        _unit = state.Units[unit];
        _sections = sections;
        _digests = Pooled.RentZeroed<ulong>(_unit.Sections.Length);
        for (int i = 1; i < _unit.Sections.Length; i++)
        {
            if (_unit.Sections.AsSpan()[i].Kind == SectionKind.EhFrame && state.FramesOf(unit, i) is { } frames)
                Add(frames, _unit.Sections.AsSpan()[i]);
        }
    }

    /// <summary>Digest of the records of a section's functions; 0 if they have none.</summary>
    public ulong Of(int section) => _digests[section];

    /// <inheritdoc/>
    public void Dispose()
    {
        Pooled.Return(_digests);
        _tables.Dispose();
    }

    private void Add(FrameRecords frames, in ObjectSection section)
    {
        CollectTables(frames, section);
        int count = frames.Records.Count;
        var records = ArrayPool<ulong>.Shared.Rent(count);
        for (int i = 0; i < count; i++)
        {
            var record = frames.Records[i];
            int start = Math.Min(record.Start + ContentOffset, record.Start + record.Size);
            records[i] = XxHash3.HashToUInt64(section.Bytes.Span[start..(record.Start + record.Size)]);
        }

        int number = -1;
        foreach (ref readonly var relocation in section.Relocations)
        {
            number = frames.NumberAt((int)relocation.Offset, number);
            if (number >= 0 && !frames.NamesFunction(number, relocation))
                records[number] = DigestMixer.Mix(records[number], OfRelocation(relocation, frames.Records[number].Start));
        }

        for (int i = 0; i < count; i++)
        {
            var record = frames.Records[i];
            if (record.Common != i)
                _digests[record.Function] = DigestMixer.Mix(DigestMixer.Mix(_digests[record.Function], records[i]), records[record.Common]);
        }

        Pooled.Return(records);
    }

    private void CollectTables(FrameRecords frames, in ObjectSection section)
    {
        int number = -1;
        foreach (ref readonly var relocation in section.Relocations)
        {
            number = frames.NumberAt((int)relocation.Offset, number);
            if (number >= 0 && !frames.NamesFunction(number, relocation) && TryGetTable(relocation, out var table))
                _tables.Add(table);
        }

        _tables.AsSpan().Sort();
    }

    private ulong OfRelocation(in ObjectRelocation relocation, int start)
    {
        if (!TryGetTable(relocation, out var table))
            return _sections.OfRelocation(relocation, (ulong)start, SectionKind.EhFrame);
        int next = _tables.AsSpan().BinarySearch((table.Section, table.Start + 1));
        next = next < 0 ? ~next : next;
        int end = next < _tables.Count && _tables[next].Section == table.Section
            ? _tables[next].Start
            : _unit.Sections.AsSpan()[table.Section].Bytes.Length;
        return _sections.OfStretch(table.Section, table.Start, end);
    }

    private bool TryGetTable(in ObjectRelocation relocation, out (int Section, int Start) table)
    {
        table = default;
        ref readonly var symbol = ref _unit.Symbols.AsSpan()[(int)relocation.Symbol];
        if (!symbol.IsInSection || !symbol.IsPrivate)
            return false;
        ref readonly var section = ref _unit.Sections.AsSpan()[symbol.Section];
        ulong start = symbol.Value + (ulong)relocation.Addend;
        if (section.Kind != SectionKind.ReadOnly || section.MergeEntity > 0 || start >= (ulong)section.Bytes.Length || !IsRising(symbol.Section))
            return false;
        table = (symbol.Section, (int)start);
        return true;
    }

    private bool IsRising(int section)
    {
        if (section != _lastAsked)
            (_lastAsked, _isLastRising) = (section, IsRising(_unit.Sections.AsSpan()[section].Relocations));
        return _isLastRising;
    }

    private static bool IsRising(ReadOnlySpan<ObjectRelocation> relocations)
    {
        for (int i = 1; i < relocations.Length; i++)
        {
            if (relocations[i].Offset < relocations[i - 1].Offset)
                return false;
        }

        return true;
    }
}
