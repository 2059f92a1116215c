using System.Buffers.Binary;
using Graft.Protocol;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>
/// An object's unwind records (LSB Core, "Exception Frames"), each brought to a multiple of eight bytes: LLVM fills them up with instructions
/// that do nothing (DW_CFA_nop), as it takes for the place that they come to.
/// </summary>
internal sealed class ObjectFrames
{
    private const int Alignment = 8;

    private readonly CommonFrame?[] _commons;
    private readonly SourceObject _source;

    private ObjectFrames(SourceObject source, int section, int records)
    {
        _source = source;
        Section = section;
        _commons = new CommonFrame[records];
    }

    /// <summary>Index of the section; 0 if there is none.</summary>
    public int Section { get; }

    /// <summary>The functions' records, in the section's order.</summary>
    public CutFrame[] Frames { get; private set; } = [];

    /// <summary>Reads them; null after an error.</summary>
    public static ObjectFrames? Read(SourceObject source, DiagnosticBag diagnostics)
    {
        int section = 0;
        for (int i = 1; i < source.Unit.Sections.Length; i++)
        {
            if (source.Unit.Sections[i] is not { Kind: SectionKind.EhFrame, Size: > 0 })
                continue;
            if (section != 0)
                return Fail(source, diagnostics, "has two sections .eh_frame");
            section = i;
        }

        if (section == 0)
            return new(source, 0, 0);
        if (FrameRecords.TryRead(source.Unit, source.Unit.Sections[section]) is not { } records)
            return Fail(source, diagnostics, "has a section .eh_frame that does not hold whole unwind records");
        var frames = new ObjectFrames(source, section, records.Records.Count);
        return frames.TryAttach(records) ? frames : Fail(source, diagnostics, "has an unwind record whose relocations are not in order, or that names no function");
    }

    /// <summary>The record that a function's record shares with others.</summary>
    public CommonFrame CommonOf(in CutFrame frame) => _commons[frame.Record.Common]!;

    /// <summary>A frame's bytes, filled up, without where its CIE lies.</summary>
    public ReadOnlyMemory<byte> BytesOf(in CutFrame frame)
    {
        var bytes = BytesOf(frame.Record);
        int end = FrameInstructions.EndOf(bytes, CommonOf(frame).Bytes.Span);
        bytes = FillUp(bytes.AsSpan(0, end));
        bytes.AsSpan(sizeof(int), sizeof(int)).Clear();
        return bytes;
    }

    private byte[] BytesOf(in FrameRecord record) => FillUp(_source.Unit.Sections[Section].Bytes.Span.Slice(record.Start, record.Size));

    private static byte[] FillUp(ReadOnlySpan<byte> record)
    {
        var bytes = new byte[(record.Length + Alignment - 1) / Alignment * Alignment];
        record.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length - sizeof(int));
        return bytes;
    }

    private static ObjectFrames? Fail(SourceObject source, DiagnosticBag diagnostics, string message)
    {
        diagnostics.Add(DiagnosticCatalog.ObjectNotMergeable.At($"the object {message}; build it again", source.Unit.Path));
        return null;
    }

    private bool TryAttach(FrameRecords records)
    {
        var relocations = _source.Unit.Sections.AsSpan()[Section].Relocations;
        List<CutFrame> frames = new(records.Records.Count);
        int next = 0;
        for (int i = 0; i < records.Records.Count; i++)
        {
            var record = records.Records[i];
            int first = next;
            for (; next < relocations.Length && relocations[next].Offset < (ulong)(record.Start + record.Size); next++)
            {
                if (relocations[next].Offset < (ulong)record.Start)
                    return false;
            }

            if (record.Common == i)
            {
                if (!TryMakeCommon(i, record, relocations[first..next]))
                    return false;
            }
            else if (next == first || !_source.Unit.Symbols[(int)relocations[first].Symbol].IsInSection || record.Function == 0)
            {
                return false;
            }
            else
            {
                frames.Add(new(record, first, next - first));
            }
        }

        Frames = [.. frames];
        return next == relocations.Length;
    }

    private bool TryMakeCommon(int number, in FrameRecord record, ReadOnlySpan<ObjectRelocation> relocations)
    {
        var own = new ObjectRelocation[relocations.Length];
        var names = new BlockName[relocations.Length];
        for (int i = 0; i < own.Length; i++)
        {
            ref readonly var relocation = ref relocations[i];
            if (!_source.IsNamed(relocation.Symbol))
                return false;
            own[i] = new(relocation.Offset - (ulong)record.Start, relocation.Type, (uint)i, relocation.Addend);
            names[i] = _source.ToName((int)relocation.Symbol);
        }

        _commons[number] = new(BytesOf(record), own, names);
        return true;
    }
}
