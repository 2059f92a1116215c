namespace Graft.Protocol;

/// <summary>The payloads of <see cref="AgentMessage.History"/> and <see cref="AgentMessage.Undone"/>.</summary>
internal static class HistoryCodec
{
    private const int GenerationSize = (3 * sizeof(long)) + (8 * sizeof(int)) + 3;

    /// <summary>Writes the history.</summary>
    public static void Write(FrameWriter writer, IReadOnlyList<GenerationRecord> history)
    {
        writer.Int32(history.Count);
        foreach (var record in history)
        {
            writer.Int64(record.Generation);
            writer.Text(record.Module);
            writer.Int32(record.Added);
            writer.Int32(record.Patched);
            writer.Int32(record.Kept);
            writer.Int32(record.Waiting);
            writer.Int32(record.Removed);
            writer.Byte((byte)record.Kind);
            writer.Byte((byte)record.Consistency);
            writer.Int64(record.Time.UtcTicks);
            writer.Text(record.Author);
            writer.List<long>([.. record.Reverses]);
            writer.Int64(record.UndoneBy);
            writer.Boolean(record.CanUndo);
        }
    }

    /// <summary>Reads the history.</summary>
    public static GenerationRecord[] ReadHistory(ref FrameReader reader)
    {
        var history = new GenerationRecord[reader.Count(GenerationSize)];
        for (int i = 0; i < history.Length; i++)
        {
            history[i] = new(
                reader.Int64(), reader.Text(), reader.Int32(), reader.Int32(), reader.Int32(), reader.Int32(), reader.Int32())
            {
                Kind = (GenerationKind)reader.Enumeration((byte)GenerationKind.Redo),
                Consistency = (ConsistencyLevel)reader.Enumeration((byte)ConsistencyLevel.Synced),
                Time = ReadTime(ref reader),
                Author = reader.Text(),
                Reverses = [.. reader.Rows<long>()],
                UndoneBy = reader.Int64(),
                CanUndo = reader.Boolean(),
            };
        }

        return history;
    }

    /// <summary>Writes what an undo or redo did.</summary>
    public static void Write(FrameWriter writer, UndoReply reply)
    {
        writer.Int64(reply.Generation);
        writer.List<long>([.. reply.Reverses]);
        ControlCodec.WriteNames(writer, reply.Modules);
        writer.Int32(reply.Patched);
        writer.Int32(reply.Restored);
        writer.Int32(reply.Retained);
        writer.Int32(reply.Waiting);
        DiagnosticCodec.Write(writer, reply.Diagnostics);
    }

    /// <summary>Reads what an undo or redo did.</summary>
    public static UndoReply ReadUndo(ref FrameReader reader) => new(
        reader.Int64(), [.. reader.Rows<long>()], ControlCodec.ReadNames(ref reader),
        reader.Int32(), reader.Int32(), reader.Int32(), reader.Int32(), DiagnosticCodec.Read(ref reader));

    private static DateTimeOffset ReadTime(ref FrameReader reader)
    {
        long ticks = reader.Int64();
        reader.Require(ticks >= 0 && ticks <= DateTime.MaxValue.Ticks);
        return reader.IsMalformed ? default : new(ticks, TimeSpan.Zero);
    }
}
