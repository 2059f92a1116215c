namespace Graft.Protocol;

/// <summary>Payloads of a link up to the reservation: modules, symbols, slabs.</summary>
internal static class LinkCodec
{
    private const int UnitStateSize = sizeof(int) + 16;
    private const int DefinitionSize = (3 * sizeof(int)) + 3 + (2 * sizeof(ulong));
    private const int WantSize = (3 * sizeof(int)) + 2;
    private const int DefinitionBindingSize = 1 + (4 * sizeof(ulong));
    private const int WantBindingSize = 3 + (2 * sizeof(ulong));

    /// <summary>Writes the answer to <see cref="AgentMessage.OpenModule"/>.</summary>
    public static void Write(FrameWriter writer, ModuleState state)
    {
        writer.Int64(state.Generation);
        WriteUnits(writer, state.Units);
    }

    /// <summary>Reads the answer to <see cref="AgentMessage.OpenModule"/>.</summary>
    public static ModuleState ReadModuleState(ref FrameReader reader) => new(reader.Int64(), ReadUnits(ref reader));

    /// <summary>Writes the payload of <see cref="AgentMessage.Resolve"/>.</summary>
    public static void Write(FrameWriter writer, ResolveRequest request)
    {
        writer.Text(request.Module);
        WriteUnits(writer, request.Units);
        writer.Int32(request.RemovedUnits.Count);
        foreach (string unit in request.RemovedUnits)
            writer.Text(unit);
        writer.Int32(request.Definitions.Count);
        foreach (var definition in request.Definitions)
            Write(writer, definition);
        writer.Int32(request.Wants.Count);
        foreach (var want in request.Wants)
            Write(writer, want);
    }

    /// <summary>Reads the payload of <see cref="AgentMessage.Resolve"/>.</summary>
    public static ResolveRequest ReadResolveRequest(ref FrameReader reader)
    {
        string module = reader.Text();
        var units = ReadUnits(ref reader);
        var removed = new string[reader.Count(sizeof(int))];
        for (int i = 0; i < removed.Length; i++)
            removed[i] = reader.Text();
        var definitions = new SymbolDefinition[reader.Count(DefinitionSize)];
        for (int i = 0; i < definitions.Length; i++)
            definitions[i] = ReadDefinition(ref reader);
        var wants = new SymbolWant[reader.Count(WantSize)];
        for (int i = 0; i < wants.Length; i++)
            wants[i] = ReadWant(ref reader);
        return new(module, units, removed, definitions, wants);
    }

    /// <summary>Writes the payload of <see cref="AgentMessage.Resolved"/>.</summary>
    public static void Write(FrameWriter writer, ResolveReply reply)
    {
        writer.Int32(reply.Definitions.Count);
        foreach (var binding in reply.Definitions)
        {
            writer.Byte((byte)binding.Outcome);
            writer.UInt64(binding.Stub);
            writer.UInt64(binding.Address);
            writer.UInt64(binding.PreviousDigest);
            writer.UInt64(binding.PreviousSize);
        }

        writer.Int32(reply.Wants.Count);
        foreach (var binding in reply.Wants)
        {
            writer.Byte((byte)binding.Kind);
            writer.UInt64(binding.Stub);
            writer.UInt64(binding.Address);
            writer.Boolean(binding.IsHost);
            writer.Byte((byte)binding.State);
        }
    }

    /// <summary>Reads the payload of <see cref="AgentMessage.Resolved"/>.</summary>
    public static ResolveReply ReadResolveReply(ref FrameReader reader)
    {
        var definitions = new DefinitionBinding[reader.Count(DefinitionBindingSize)];
        for (int i = 0; i < definitions.Length; i++)
        {
            definitions[i] = new(
                (DefinitionOutcome)reader.Enumeration((byte)DefinitionOutcome.Yield),
                reader.UInt64(), reader.UInt64(), reader.UInt64(), reader.UInt64());
        }

        var wants = new WantBinding[reader.Count(WantBindingSize)];
        for (int i = 0; i < wants.Length; i++)
        {
            wants[i] = new(
                (SymbolKind)reader.Enumeration((byte)SymbolKind.ThreadLocal), reader.UInt64(), reader.UInt64(),
                reader.Boolean(), (SymbolState)reader.Enumeration((byte)SymbolState.Failed));
        }

        return new(definitions, wants);
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

    private static void Write(FrameWriter writer, SymbolDefinition definition)
    {
        writer.Text(definition.Name);
        writer.Int32(definition.Unit);
        writer.Byte((byte)definition.Kind);
        writer.Byte((byte)definition.Binding);
        writer.Boolean(definition.Hidden);
        writer.Text(definition.Signature);
        writer.UInt64(definition.Size);
        writer.UInt64(definition.Digest);
    }

    private static SymbolDefinition ReadDefinition(ref FrameReader reader) => new(
        reader.Text(), reader.Int32(), (SymbolKind)reader.Enumeration((byte)SymbolKind.ThreadLocal),
        (SymbolBinding)reader.Enumeration((byte)SymbolBinding.Local), reader.Boolean(), reader.Text(),
        reader.UInt64(), reader.UInt64());

    private static void Write(FrameWriter writer, SymbolWant want)
    {
        writer.Text(want.Name);
        writer.Byte((byte)want.Kind);
        writer.Byte((byte)want.Binding);
        writer.Text(want.Signature);
        writer.Text(want.WantedBy);
    }

    private static SymbolWant ReadWant(ref FrameReader reader) => new(
        reader.Text(), (SymbolKind)reader.Enumeration((byte)SymbolKind.ThreadLocal),
        (SymbolBinding)reader.Enumeration((byte)SymbolBinding.Local), reader.Text(), reader.Text());
}
