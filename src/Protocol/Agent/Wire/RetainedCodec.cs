namespace Graft.Protocol;

/// <summary>The part of a status that tells of retained memory.</summary>
internal static class RetainedCodec
{
    // Without the texts: two counts of them, three numbers and the reason.
    private const int RowSize = (3 * sizeof(int)) + (2 * sizeof(long)) + 1;

    /// <summary>Writes it.</summary>
    public static void Write(FrameWriter writer, IReadOnlyList<RetainedMemory> retained)
    {
        writer.Int32(retained.Count);
        foreach (var row in retained)
        {
            writer.Text(row.Module);
            writer.Int64(row.Generation);
            writer.Int32(row.Generations);
            writer.UInt64(row.Bytes);
            writer.Byte((byte)row.Reason);
            writer.Int32(row.Who.Count);
            foreach (string name in row.Who)
                writer.Text(name);
        }
    }

    /// <summary>Reads it.</summary>
    public static RetainedMemory[] Read(ref FrameReader reader)
    {
        int count = reader.Count(RowSize);
        RetainedMemory[] retained = count == 0 ? [] : new RetainedMemory[count];
        for (int i = 0; i < retained.Length; i++)
        {
            retained[i] = new(
                reader.Text(), reader.Int64(), reader.Int32(), reader.UInt64(), (RetentionReason)reader.Byte(), ReadNames(ref reader));
        }

        return retained;
    }

    private static string[] ReadNames(ref FrameReader reader)
    {
        string[] names = new string[reader.Count(sizeof(int))];
        for (int i = 0; i < names.Length; i++)
            names[i] = reader.Text();
        return names;
    }
}
