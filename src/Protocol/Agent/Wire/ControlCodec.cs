namespace Graft.Protocol;

/// <summary>Payloads of the control calls: status, symbols, wait and call.</summary>
internal static class ControlCodec
{
    private const int ModuleSize = sizeof(ulong) + (2 * sizeof(int));
    private const int SymbolSize = (4 * sizeof(int)) + 5 + (3 * sizeof(ulong));
    private const int ArgumentSize = 1 + sizeof(int);

    /// <summary>Writes a status.</summary>
    public static void Write(FrameWriter writer, RuntimeStatus status)
    {
        writer.Text(status.Name);
        writer.Int32(status.ProcessId);
        writer.Int64(status.Generation);
        writer.UInt64(status.Base);
        writer.Int32(status.Modules.Count);
        foreach (var module in status.Modules)
        {
            writer.Text(module.Name);
            writer.Int64(module.Generation);
            writer.Int32(module.Units);
        }

        foreach (var region in (ReadOnlySpan<RegionUse>)[status.Code, status.ReadOnly, status.Data, status.Slots])
        {
            writer.UInt64(region.Used);
            writer.UInt64(region.Size);
        }

        CommitCodec.WriteMissing(writer, status.Missing);
        writer.Text(status.Follows);
        writer.Text(status.Activity);
        FaultCodec.Write(writer, status.Faults);
        RetainedCodec.Write(writer, status.Retained);
    }

    /// <summary>Reads a status.</summary>
    public static RuntimeStatus ReadStatus(ref FrameReader reader)
    {
        string name = reader.Text();
        int process = reader.Int32();
        long generation = reader.Int64();
        ulong baseAddress = reader.UInt64();
        var modules = new LoadedModuleStatus[reader.Count(ModuleSize)];
        for (int i = 0; i < modules.Length; i++)
            modules[i] = new(reader.Text(), reader.Int64(), reader.Int32());
        return new(
            name, process, generation, baseAddress, modules,
            ReadRegion(ref reader), ReadRegion(ref reader), ReadRegion(ref reader), ReadRegion(ref reader),
            CommitCodec.ReadMissing(ref reader))
        {
            Follows = reader.Text(),
            Activity = reader.Text(),
            Faults = FaultCodec.Read(ref reader),
            Retained = RetainedCodec.Read(ref reader),
        };
    }

    /// <summary>Writes a list of symbols.</summary>
    public static void Write(FrameWriter writer, IReadOnlyList<RuntimeSymbol> symbols)
    {
        writer.Int32(symbols.Count);
        foreach (var symbol in symbols)
        {
            writer.Text(symbol.Name);
            writer.Byte((byte)symbol.Kind);
            writer.Byte((byte)symbol.State);
            writer.Byte((byte)symbol.Binding);
            writer.Boolean(symbol.IsHost);
            writer.Text(symbol.Module);
            writer.Text(symbol.Unit);
            writer.Text(symbol.Signature);
            writer.Int64(symbol.Generation);
            writer.UInt64(symbol.Address);
            writer.UInt64(symbol.Size);
            writer.Byte((byte)symbol.Calls);
        }
    }

    /// <summary>Reads a list of symbols.</summary>
    public static RuntimeSymbol[] ReadSymbols(ref FrameReader reader)
    {
        var symbols = new RuntimeSymbol[reader.Count(SymbolSize)];
        for (int i = 0; i < symbols.Length; i++)
        {
            symbols[i] = new(
                reader.Text(), (SymbolKind)reader.Enumeration((byte)SymbolKind.IndirectFunction),
                (SymbolState)reader.Enumeration((byte)SymbolState.Failed),
                (SymbolBinding)reader.Enumeration((byte)SymbolBinding.Local), reader.Boolean(),
                reader.Text(), reader.Text(), reader.Text(), reader.Int64(), reader.UInt64(), reader.UInt64(),
                (CallBinding)reader.Enumeration((byte)CallBinding.Direct));
        }

        return symbols;
    }

    /// <summary>Writes what to wait for.</summary>
    public static void Write(FrameWriter writer, WaitRequest request)
    {
        WriteNames(writer, request.Names);
        writer.Byte((byte)request.State);
        writer.Int32(request.Milliseconds);
    }

    /// <summary>Reads what to wait for.</summary>
    public static WaitRequest ReadWait(ref FrameReader reader) => new(
        ReadNames(ref reader), (SymbolState)reader.Enumeration((byte)SymbolState.Failed), reader.Int32());

    /// <summary>Writes names of symbols or modules.</summary>
    public static void WriteNames(FrameWriter writer, IReadOnlyList<string> names)
    {
        writer.Int32(names.Count);
        foreach (string name in names)
            writer.Text(name);
    }

    /// <summary>Reads names of symbols or modules.</summary>
    public static string[] ReadNames(ref FrameReader reader)
    {
        var names = new string[reader.Count(sizeof(int))];
        for (int i = 0; i < names.Length; i++)
            names[i] = reader.Text();
        return names;
    }

    /// <summary>Writes a call.</summary>
    public static void Write(FrameWriter writer, CallRequest request)
    {
        writer.Text(request.Function);
        writer.Byte((byte)request.Returns);
        writer.Int32(request.Arguments.Count);
        foreach (var argument in request.Arguments)
        {
            writer.Byte((byte)argument.Class);
            if (argument.Class == ValueClass.Text)
                writer.Text(argument.Text);
            else
                writer.UInt64(argument.Bits);
        }
    }

    /// <summary>Reads a call.</summary>
    public static CallRequest ReadCall(ref FrameReader reader)
    {
        string function = reader.Text();
        var returns = (ValueClass)reader.Enumeration((byte)ValueClass.Text);
        var arguments = new CallValue[reader.Count(ArgumentSize)];
        for (int i = 0; i < arguments.Length; i++)
        {
            var valueClass = (ValueClass)reader.Enumeration((byte)ValueClass.Text);
            arguments[i] = valueClass == ValueClass.Text
                ? CallValue.FromText(reader.Text())
                : new CallValue(valueClass, reader.UInt64(), "");
        }

        return new(function, arguments, returns);
    }

    private static RegionUse ReadRegion(ref FrameReader reader) => new(reader.UInt64(), reader.UInt64());
}
