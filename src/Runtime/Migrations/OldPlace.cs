using Graft.Protocol;

namespace Graft;

/// <summary>Reports the memory that a migrated variable leaves behind: it stays, since pointers to it may be anywhere. Guarded by the agent's lock.</summary>
internal static unsafe class OldPlace
{
    /// <summary>Tells of one, with the variables of its module that hold a pointer to it.</summary>
    /// <param name="old">The variable as it was.</param>
    /// <param name="module">Its module.</param>
    public static Diagnostic Describe(Definition old, LoadedModule module)
    {
        var holders = module.Units.Values.SelectMany(unit => unit.Definitions)
            .Where(definition => definition.Kind == SymbolKind.Data && definition.State == SymbolState.Ready && HoldsPointer(definition, old))
            .Select(definition => SymbolText.Quote(definition.Symbol.Name))
            .ToList();
        string warning = holders.Count == 0
            ? "pointers to it that were made before still lead there"
            : $"{string.Join(", ", holders)} still {(holders.Count == 1 ? "holds a pointer" : "hold pointers")} to it; let the migration function set {(holders.Count == 1 ? "it" : "them")}";
        return DiagnosticCatalog.DefinitionRetained.About(
            new(module.Name, old.Unit?.Name ?? "", old.Symbol.Name.ToString()),
            $"{SymbolText.Quote(old.Symbol.Name)} of module {module.Name} has moved to new memory; the old {old.Size} bytes stay until the module is unloaded, and {warning}");
    }

    // Aligned words, as compilers lay pointers out.
    private static bool HoldsPointer(Definition definition, Definition old)
    {
        const ulong Word = sizeof(ulong);
        ulong end = definition.Address + definition.Size;
        for (ulong address = (definition.Address + Word - 1) & ~(Word - 1); address + Word <= end; address += Word)
        {
            if (*(ulong*)address - old.Address < Math.Max(old.Size, 1))
                return true;
        }

        return false;
    }
}
