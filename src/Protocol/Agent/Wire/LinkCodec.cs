namespace Graft.Protocol;

/// <summary>Payloads of a link up to the reservation but for its symbols: modules and slabs.</summary>
internal static class LinkCodec
{
    private const int UnitStateSize = sizeof(int) + 16;

    /// <summary>Writes the answer to <see cref="AgentMessage.OpenModule"/>.</summary>
    public static void Write(FrameWriter writer, ModuleState state)
    {
        writer.Int64(state.Generation);
        WriteUnits(writer, state.Units);
        WriteLinkOrder(writer, state.LinkOrder);
        writer.Int32(state.Waiting);
        CommitCodec.WriteMissing(writer, state.Missing);
    }

    /// <summary>Reads the answer to <see cref="AgentMessage.OpenModule"/>.</summary>
    public static ModuleState ReadModuleState(ref FrameReader reader) =>
        new(reader.Int64(), ReadUnits(ref reader))
        {
            LinkOrder = ReadLinkOrder(ref reader),
            Waiting = reader.Int32(),
            Missing = CommitCodec.ReadMissing(ref reader),
        };

    /// <summary>Writes the payload of <see cref="AgentMessage.Define"/>.</summary>
    public static void Write(FrameWriter writer, ResolveRequest request)
    {
        writer.Text(request.Module);
        WriteUnits(writer, request.Units);
        writer.Int32(request.RemovedUnits.Count);
        foreach (string unit in request.RemovedUnits)
            writer.Text(unit);
        WriteLinkOrder(writer, request.LinkOrder);
        SymbolCodec.Write(writer, request.Definitions);
    }

    /// <summary>Reads the payload of <see cref="AgentMessage.Define"/>.</summary>
    public static ResolveRequest ReadDefinitions(ref FrameReader reader)
    {
        string module = reader.Text();
        var units = ReadUnits(ref reader);
        var removed = new string[reader.Count(sizeof(int))];
        for (int i = 0; i < removed.Length; i++)
            removed[i] = reader.Text();
        var order = ReadLinkOrder(ref reader);
        return new(module, units, removed, SymbolCodec.ReadDefinitions(ref reader), []) { LinkOrder = order };
    }

    /// <summary>Writes the payload of <see cref="AgentMessage.Reserve"/>.</summary>
    public static void Write(FrameWriter writer, SlabSize size)
    {
        writer.UInt64(size.Code);
        writer.UInt64(size.ReadOnly);
        writer.UInt64(size.Data);
        writer.UInt64(size.Alignment);
        writer.UInt64(size.ThreadLocals);
    }

    /// <summary>Reads the payload of <see cref="AgentMessage.Reserve"/>.</summary>
    public static SlabSize ReadSlabSize(ref FrameReader reader) =>
        new(reader.UInt64(), reader.UInt64(), reader.UInt64(), reader.UInt64(), reader.UInt64());

    /// <summary>Writes the payload of <see cref="AgentMessage.Slab"/>.</summary>
    public static void Write(FrameWriter writer, SlabRanges ranges)
    {
        foreach (var range in (ReadOnlySpan<AddressRange>)[ranges.Code, ranges.ReadOnly, ranges.Data, ranges.ThreadLocals])
        {
            writer.UInt64(range.Start);
            writer.UInt64(range.Size);
        }
    }

    /// <summary>Reads the payload of <see cref="AgentMessage.Slab"/>.</summary>
    public static SlabRanges ReadSlab(ref FrameReader reader) => new(
        new(reader.UInt64(), reader.UInt64()),
        new(reader.UInt64(), reader.UInt64()),
        new(reader.UInt64(), reader.UInt64()),
        new(reader.UInt64(), reader.UInt64()));

    private static void WriteLinkOrder(FrameWriter writer, IReadOnlyList<string>? order)
    {
        writer.Boolean(order is not null);
        if (order is not null)
            ControlCodec.WriteNames(writer, order);
    }

    private static string[]? ReadLinkOrder(ref FrameReader reader) =>
        reader.Boolean() ? ControlCodec.ReadNames(ref reader) : null;

    private static void WriteUnits(FrameWriter writer, IReadOnlyList<UnitState> units)
    {
        writer.Int32(units.Count);
        foreach (var unit in units)
        {
            writer.Text(unit.Name);
            writer.UInt128(unit.Digest);
        }
    }

    private static UnitState[] ReadUnits(ref FrameReader reader)
    {
        var units = new UnitState[reader.Count(UnitStateSize)];
        for (int i = 0; i < units.Length; i++)
            units[i] = new(reader.Text(), reader.UInt128());
        return units;
    }
}
