using System.Globalization;
using Graft.Engine.Build;

namespace Graft.Engine.Graph;

/// <summary>Takes a module's symbols from the list that its build wrote, <c>&lt;Module&gt;.symbols.json</c>.</summary>
internal static class SymbolListReader
{
    /// <summary>Reads a list; null if the bytes are none.</summary>
    public static ModuleSymbols? TryParse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return SymbolList.TryParse(bytes) is { } list
                ? new(list.Module, list.Units.Select(unit => new UnitSymbols(
                    unit.Name,
                    unit.Defines.Select(d => new GraphDefinition(
                        d.Name, d.Kind, d.Binding, d.Signature, d.Size, ulong.Parse(d.Digest, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))),
                    unit.Wants.Select(w => new GraphWant(w.Name, w.Signature)))))
                : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }
}
