namespace Graft.Protocol;

/// <summary>The payload of <see cref="AgentMessage.Unloaded"/>.</summary>
internal static class UnloadCodec
{
    private const int DependentSize = 3 * sizeof(int);

    /// <summary>Writes an answer.</summary>
    public static void Write(FrameWriter writer, UnloadReply reply)
    {
        writer.Int64(reply.Generation);
        writer.Int32(reply.Removed);
        writer.UInt64(reply.Freed);
        writer.Int32(reply.Trapped.Count);
        foreach (var dependent in reply.Trapped)
        {
            writer.Text(dependent.Module);
            writer.Text(dependent.Unit);
            writer.Text(dependent.Symbol);
        }

        DiagnosticCodec.Write(writer, reply.Diagnostics);
    }

    /// <summary>Reads an answer.</summary>
    public static UnloadReply Read(ref FrameReader reader)
    {
        long generation = reader.Int64();
        int removed = reader.Int32();
        ulong freed = reader.UInt64();
        var trapped = new Dependent[reader.Count(DependentSize)];
        for (int i = 0; i < trapped.Length; i++)
            trapped[i] = new(reader.Text(), reader.Text(), reader.Text());
        return new(generation, removed, freed, trapped, DiagnosticCodec.Read(ref reader));
    }
}
