using System.Buffers.Binary;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>
/// Where the records of an <c>.eh_frame</c> go, if not all do: frames of functions that are not linked vanish, with the CIEs
/// that no other frame needs, and the others close up.
/// </summary>
internal sealed class FrameLayout
{
    /// <summary>Where a frame says how far before that place its CIE begins.</summary>
    private const int IdOffset = 4;

    private readonly FrameRecords _frames;

    /// <summary>New offset of each record, or -1.</summary>
    private readonly int[] _starts;

    private FrameLayout(FrameRecords frames)
    {
        _frames = frames;
        _starts = new int[frames.Records.Count];
    }

    /// <summary>Bytes of the records that stay.</summary>
    public int Size { get; private set; }

    /// <summary>Step 3: chooses the records of a unit's section that stay; null, and an error, if it contradicts itself.</summary>
    public static FrameLayout? Make(LinkState state, int unit, int index)
    {
        var source = state.Units[unit];
        if (state.FramesOf(unit, index) is not { } frames)
        {
            state.Errors.Add(DiagnosticCatalog.CorruptObject, source, $"section {source.Sections[index].Name} (section {index}) does not hold whole unwind records; build the object again");
            return null;
        }

        var layout = new FrameLayout(frames);
        layout.Choose(state, unit);
        return layout;
    }

    /// <summary>Where a place of the object's section went; -1 if its record is not linked.</summary>
    /// <param name="offset">The place.</param>
    /// <param name="number">Number of the record that was found last; becomes that of this place's.</param>
    public int OffsetOf(int offset, ref int number)
    {
        number = _frames.NumberAt(offset, number);
        return number < 0 || _starts[number] < 0 ? -1 : offset - _frames.Records[number].Start + _starts[number];
    }

    /// <summary>Step 4: copies the records that stay, and tells frames where their CIEs are now.</summary>
    public void Copy(ReadOnlySpan<byte> source, Span<byte> target)
    {
        for (int i = 0; i < _starts.Length; i++)
        {
            if (_starts[i] < 0)
                continue;
            var record = _frames.Records[i];
            var place = target.Slice(_starts[i], record.Size);
            source.Slice(record.Start, record.Size).CopyTo(place);
            if (record.Common != i)
                BinaryPrimitives.WriteInt32LittleEndian(place[IdOffset..], _starts[i] + IdOffset - _starts[record.Common]);
        }
    }

    private void Choose(LinkState state, int unit)
    {
        var isLive = new bool[_starts.Length];
        for (int i = 0; i < isLive.Length; i++)
        {
            var record = _frames.Records[i];
            if (record.Common != i && record.Function > 0 && state.SectionOf(unit, record.Function).Fate == SectionFate.Place)
                isLive[i] = isLive[record.Common] = true;
        }

        for (int i = 0; i < isLive.Length; i++)
        {
            _starts[i] = isLive[i] ? Size : -1;
            Size += isLive[i] ? _frames.Records[i].Size : 0;
        }
    }
}
