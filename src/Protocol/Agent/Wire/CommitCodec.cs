namespace Graft.Protocol;

/// <summary>Payloads of <see cref="AgentMessage.Commit"/> and <see cref="AgentMessage.Committed"/>.</summary>
internal static class CommitCodec
{
    private const int MissingSize = 5 * sizeof(int);
    private const int ReplySize = sizeof(long) + (4 * sizeof(int));

    /// <summary>Writes how what was laid by takes effect.</summary>
    public static void Write(FrameWriter writer, CommitTerms terms)
    {
        writer.Byte((byte)terms.Consistency);
        writer.Int32((int)terms.SyncLimit.TotalMilliseconds);
    }

    /// <summary>Reads how what was laid by takes effect.</summary>
    public static CommitTerms ReadTerms(ref FrameReader reader) =>
        new((ConsistencyLevel)reader.Enumeration((byte)ConsistencyLevel.Synced), TimeSpan.FromMilliseconds(reader.Int32()));

    /// <summary>Writes an answer for each link.</summary>
    public static void Write(FrameWriter writer, IReadOnlyList<CommitReply> replies)
    {
        writer.Int32(replies.Count);
        foreach (var reply in replies)
            Write(writer, reply);
    }

    /// <summary>Reads an answer for each link.</summary>
    public static CommitReply[] ReadReplies(ref FrameReader reader)
    {
        var replies = new CommitReply[reader.Count(ReplySize)];
        for (int i = 0; i < replies.Length; i++)
            replies[i] = ReadReply(ref reader);
        return replies;
    }

    /// <summary>Writes a request.</summary>
    public static void Write(FrameWriter writer, CommitRequest request)
    {
        writer.List(request.Addresses.AsSpan());
        writer.List(request.DefinedIn.AsSpan());
        writer.List(request.Nodes.Units.AsSpan());
        Write(writer, request.Nodes.NeedsNodes);
        Write(writer, request.Nodes.NeedsSymbols);
        writer.List(request.Units.AsSpan());
        writer.List(request.Fixups.AsSpan());
        writer.List(request.InitialiserRuns.AsSpan());
        writer.List(request.FinaliserRuns.AsSpan());
        writer.List(request.Digests.AsSpan());
        writer.Boolean(request.DigestsFollow);
        writer.List(request.Holds.AsSpan());
        writer.List(request.Calls.AsSpan());
        writer.Boolean(request.IsCodeByStubs);
        writer.UInt64(request.OwnReadOnly);
    }

    /// <summary>Reads a request.</summary>
    public static CommitRequest ReadRequest(ref FrameReader reader) => new(
        reader.List<ulong>(),
        reader.List<int>(),
        new(reader.List<int>(), ReadEdges(ref reader), ReadEdges(ref reader)),
        reader.List<UnitRecord>(),
        reader.List<FixupRecord>())
    {
        InitialiserRuns = reader.List<TableRun>(),
        FinaliserRuns = reader.List<TableRun>(),
        Digests = reader.List<ulong>(),
        DigestsFollow = reader.Boolean(),
        Holds = reader.List<int>(),
        Calls = reader.List<int>(),
        IsCodeByStubs = reader.Boolean(),
        OwnReadOnly = reader.UInt64(),
    };

    /// <summary>Writes an answer.</summary>
    public static void Write(FrameWriter writer, CommitReply reply)
    {
        writer.Int64(reply.Generation);
        writer.Int32(reply.Ready);
        writer.Int32(reply.Waiting);
        WriteMissing(writer, reply.Missing);
        DiagnosticCodec.Write(writer, reply.Diagnostics);
    }

    /// <summary>Reads an answer.</summary>
    public static CommitReply ReadReply(ref FrameReader reader) => new(
        reader.Int64(), reader.Int32(), reader.Int32(), ReadMissing(ref reader), DiagnosticCodec.Read(ref reader));

    /// <summary>Writes symbols that somebody waits for.</summary>
    public static void WriteMissing(FrameWriter writer, IReadOnlyList<MissingSymbol> missing)
    {
        writer.Int32(missing.Count);
        foreach (var symbol in missing)
        {
            writer.Text(symbol.Name);
            writer.Text(symbol.Module);
            writer.Text(symbol.Unit);
            writer.Text(symbol.Signature);
            writer.Text(symbol.Advice);
        }
    }

    /// <summary>Reads symbols that somebody waits for.</summary>
    public static MissingSymbol[] ReadMissing(ref FrameReader reader)
    {
        var missing = new MissingSymbol[reader.Count(MissingSize)];
        for (int i = 0; i < missing.Length; i++)
            missing[i] = new(reader.Text(), reader.Text(), reader.Text(), reader.Text(), reader.Text());
        return missing;
    }

    private static void Write(FrameWriter writer, EdgeTable edges)
    {
        writer.List(edges.Starts.AsSpan());
        writer.List(edges.Targets.AsSpan());
    }

    private static EdgeTable ReadEdges(ref FrameReader reader) => new(reader.List<int>(), reader.List<int>());
}
