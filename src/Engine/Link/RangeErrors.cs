using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>Says why a value does not fit its field, and what helps.</summary>
internal static class RangeErrors
{
    /// <summary>Reports a value that does not fit.</summary>
    public static void Add(LinkState state, LinkErrors errors, in Site site, in ObjectRelocation relocation, Field field, long value)
    {
        var (smallest, largest) = FieldWriter.Range(field);
        ref var symbol = ref state.SymbolOf(site.Unit, (int)relocation.Symbol);
        errors.AddAt(DiagnosticCatalog.RelocationOutOfRange, state.Units[site.Unit], site.Section, relocation,
            $"does not fit its field: the value {Hexadecimal(value)} is not in [{Hexadecimal(smallest)}, {Hexadecimal(largest)}]; "
            + Remedy(symbol, X64.Kind(relocation.Type), field));
    }

    private static string Remedy(in LinkSymbol symbol, in X64Relocation kind, Field field)
    {
        if (symbol.Standing == Standing.Host && kind.Formula == Formula.PcRelative)
        {
            return "the symbol is the process's own and far from all modules: let code load its address, "
                + "with -fPIC (or clang's -fno-direct-access-external-data, gcc's -mno-direct-extern-access)";
        }

        return field is Field.Signed32 or Field.Unsigned32 ? "compile with -fPIC" : "use a wider field";
    }

    private static string Hexadecimal(long value) => value < 0 ? $"-0x{(ulong)-value:x}" : $"0x{value:x}";
}
