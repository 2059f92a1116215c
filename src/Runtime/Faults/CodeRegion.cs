using Graft.Protocol;

namespace Graft;

/// <summary>The code that one commit brought, live or not: what is needed to name an address in it and to walk out of it.</summary>
/// <param name="code">Where it lies.</param>
/// <param name="tables">What the commit brought.</param>
/// <param name="units">Its units.</param>
internal sealed class CodeRegion(AddressRange code, CommitTables tables, LoadedUnit[] units)
{
    // By address; only once something has faulted: most code never does.
    private Definition[]? _functions;

    /// <summary>Where it lies.</summary>
    public AddressRange Code { get; } = code;

    /// <summary>Its module.</summary>
    public string Module => tables.Module;

    /// <summary>The commit.</summary>
    public long Generation => tables.Generation;

    /// <summary>The function that an address lies in; null if none is known.</summary>
    public Definition? FunctionAt(ulong place)
    {
        var functions = _functions ??= [.. tables.AllNodes.SelectMany(node => node.Defines).Where(IsFunction).OrderBy(function => function.Address)];
        int low = 0;
        for (int high = functions.Length; low < high;)
        {
            int middle = (low + high) / 2;
            if (functions[middle].Address <= place)
                low = middle + 1;
            else
                high = middle;
        }

        // A symbol of the assembler may have no size: then it reaches to the next.
        return low > 0 && (functions[low - 1].Size == 0 || place - functions[low - 1].Address < functions[low - 1].Size) ? functions[low - 1] : null;
    }

    /// <summary>How a frame is left at an address; null if its function does not say.</summary>
    public unsafe FrameRow? RowAt(ulong place)
    {
        foreach (var unit in units)
        {
            ulong list = unit.Record.EhFrame;
            if (list != 0 && FrameDescription.Find(new((void*)list, (int)unit.Record.EhFrameSize), list, place) is { } function)
                return FrameRow.At(function, place);
        }

        return null;
    }

    private bool IsFunction(Definition definition) => definition.Kind == SymbolKind.Function && Code.Contains(definition.Address);
}

/// <summary>All code of a runtime's modules by address. Guarded by the agent's lock.</summary>
internal sealed class CodeMap
{
    private readonly SortedList<ulong, CodeRegion> _regions = [];

    /// <summary>Adds what a commit brought.</summary>
    public void Add(CodeRegion region)
    {
        if (region.Code.Size > 0)
            _regions[region.Code.Start] = region;
    }

    /// <summary>Forgets code whose memory is free again.</summary>
    public void Remove(AddressRange code)
    {
        if (code.Size > 0)
            _regions.Remove(code.Start);
    }

    /// <summary>The code that an address lies in; null if there is none.</summary>
    public CodeRegion? At(ulong place)
    {
        var starts = _regions.Keys;
        int low = 0;
        for (int high = starts.Count; low < high;)
        {
            int middle = (low + high) / 2;
            if (starts[middle] <= place)
                low = middle + 1;
            else
                high = middle;
        }

        return low > 0 && _regions.Values[low - 1] is var region && region.Code.Contains(place) ? region : null;
    }
}
