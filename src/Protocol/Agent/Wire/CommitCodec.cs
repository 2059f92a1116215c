namespace Graft.Protocol;

/// <summary>Payloads of <see cref="AgentMessage.Commit"/> and <see cref="AgentMessage.Committed"/>.</summary>
internal static class CommitCodec
{
    private const int NodeSize = 4 * sizeof(int);
    private const int UnitSize = (4 * sizeof(ulong)) + (2 * sizeof(int));
    private const int FixupSize = (2 * sizeof(int)) + 1 + (2 * sizeof(ulong));
    private const int MissingSize = 4 * sizeof(int);

    /// <summary>Writes a request.</summary>
    public static void Write(FrameWriter writer, CommitRequest request)
    {
        writer.Int32(request.Addresses.Count);
        foreach (ulong address in request.Addresses)
            writer.UInt64(address);
        writer.Int32(request.Nodes.Count);
        foreach (var node in request.Nodes)
        {
            writer.Int32(node.Unit);
            writer.Integers(node.Defines);
            writer.Integers(node.NeedsNodes);
            writer.Integers(node.NeedsSymbols);
        }

        writer.Int32(request.Units.Count);
        foreach (var unit in request.Units)
            Write(writer, unit);
        writer.Int32(request.Fixups.Count);
        foreach (var fixup in request.Fixups)
            Write(writer, fixup);
    }

    /// <summary>Reads a request.</summary>
    public static CommitRequest ReadRequest(ref FrameReader reader)
    {
        var addresses = new ulong[reader.Count(sizeof(ulong))];
        for (int i = 0; i < addresses.Length; i++)
            addresses[i] = reader.UInt64();
        var nodes = new NodeRecord[reader.Count(NodeSize)];
        for (int i = 0; i < nodes.Length; i++)
            nodes[i] = new(reader.Int32(), reader.Integers(), reader.Integers(), reader.Integers());
        var units = new UnitRecord[reader.Count(UnitSize)];
        for (int i = 0; i < units.Length; i++)
        {
            units[i] = new(
                reader.UInt64(), reader.Int32(), reader.UInt64(), reader.Int32(), reader.UInt64(), reader.UInt64());
        }

        var fixups = new FixupRecord[reader.Count(FixupSize)];
        for (int i = 0; i < fixups.Length; i++)
        {
            fixups[i] = new(
                reader.Int32(), reader.Int32(), (FixupKind)reader.Enumeration((byte)FixupKind.ThreadPointerOffset),
                reader.UInt64(), reader.Int64());
        }

        return new(addresses, nodes, units, fixups);
    }

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
        }
    }

    /// <summary>Reads symbols that somebody waits for.</summary>
    public static MissingSymbol[] ReadMissing(ref FrameReader reader)
    {
        var missing = new MissingSymbol[reader.Count(MissingSize)];
        for (int i = 0; i < missing.Length; i++)
            missing[i] = new(reader.Text(), reader.Text(), reader.Text(), reader.Text());
        return missing;
    }

    private static void Write(FrameWriter writer, UnitRecord unit)
    {
        writer.UInt64(unit.InitArray);
        writer.Int32(unit.InitCount);
        writer.UInt64(unit.FiniArray);
        writer.Int32(unit.FiniCount);
        writer.UInt64(unit.EhFrame);
        writer.UInt64(unit.EhFrameSize);
    }

    private static void Write(FrameWriter writer, FixupRecord fixup)
    {
        writer.Int32(fixup.Node);
        writer.Int32(fixup.Symbol);
        writer.Byte((byte)fixup.Kind);
        writer.UInt64(fixup.Address);
        writer.Int64(fixup.Addend);
    }
}
