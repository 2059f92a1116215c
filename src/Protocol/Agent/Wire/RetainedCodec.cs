namespace Graft.Protocol;

/// <summary>The part of a status that tells of retained memory.</summary>
internal static class RetainedCodec
{
    private const int RowSize = 30;

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
        var retained = new RetainedMemory[reader.Count(RowSize - 1)];
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
