namespace Graft.Protocol;

/// <summary>Faults inside other answers.</summary>
internal static class FaultCodec
{
    // Four numbers of 64 bits, two of 32, the outcome, four texts and a list.
    private const int MinimumSize = (5 * sizeof(ulong)) + (2 * sizeof(int)) + 1 + (5 * sizeof(int));

    /// <summary>Writes a list of faults.</summary>
    public static void Write(FrameWriter writer, IReadOnlyList<FaultRecord> faults)
    {
        writer.Int32(faults.Count);
        foreach (var fault in faults)
        {
            writer.Int64(fault.Number);
            writer.Int32(fault.Signal);
            writer.UInt64(fault.Address);
            writer.Text(fault.Module);
            writer.Text(fault.Function);
            writer.UInt64(fault.Offset);
            writer.Int64(fault.Generation);
            writer.Int32(fault.Thread);
            writer.Text(fault.ThreadName);
            writer.Byte((byte)fault.Outcome);
            writer.Int64(fault.TakenBack);
            writer.Text(fault.Message);
            ControlCodec.WriteNames(writer, fault.Frames);
        }
    }

    /// <summary>Reads a list of faults.</summary>
    public static FaultRecord[] Read(ref FrameReader reader)
    {
        var faults = new FaultRecord[reader.Count(MinimumSize)];
        for (int i = 0; i < faults.Length; i++)
        {
            faults[i] = new(
                reader.Int64(), reader.Int32(), reader.UInt64(), reader.Text(), reader.Text(), reader.UInt64(), reader.Int64(), reader.Int32(),
                reader.Text(), (FaultOutcome)reader.Enumeration((byte)FaultOutcome.Parked), reader.Int64(), reader.Text(), ControlCodec.ReadNames(ref reader));
        }

        return faults;
    }
}
