using System.Globalization;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Build;

/// <summary>Makes symbol lists from objects.</summary>
internal static class SymbolLists
{
    /// <summary>Lists what a module's units define and want.</summary>
    public static SymbolList Create(string module, IReadOnlyList<ObjectUnit> units) => new(module, [.. units.Select(Describe)]);

    private static SymbolListUnit Describe(ObjectUnit unit)
    {
        ulong[] digests = SymbolDigests.Compute(unit);
        List<SymbolListDefinition> defines = [];
        List<SymbolListWant> wants = [];
        for (int i = 1; i < unit.Symbols.Length; i++)
        {
            var symbol = unit.Symbols[i];
            if (symbol.IsPrivate || symbol.Type is ObjectSymbolType.Section or ObjectSymbolType.File)
                continue;
            if (!symbol.IsDefined)
                wants.Add(new(symbol.Name.ToString(), symbol.Signature.ToString()));
            else if (IsPlaced(unit, symbol))
                defines.Add(new(symbol.Name.ToString(), KindOf(unit, symbol), BindingOf(symbol), symbol.Signature.ToString(), symbol.Size, Hex(digests[i])));
        }

        return new(
            unit.Name, unit.Digest.ToString("x32", CultureInfo.InvariantCulture),
            [.. defines.OrderBy(d => d.Name, StringComparer.Ordinal).ThenBy(d => d.Binding).ThenBy(d => d.Digest, StringComparer.Ordinal)],
            [.. wants.OrderBy(w => w.Name, StringComparer.Ordinal)]);
    }

    private static bool IsPlaced(ObjectUnit unit, ObjectSymbol symbol) =>
        symbol.Section == ObjectSymbol.Common || symbol.IsInSection && unit.Sections[symbol.Section].IsLoaded;

    private static SymbolKind KindOf(ObjectUnit unit, ObjectSymbol symbol) => symbol switch
    {
        { Type: ObjectSymbolType.Function or ObjectSymbolType.IndirectFunction } => SymbolKind.Function,
        { Type: ObjectSymbolType.ThreadLocal } => SymbolKind.ThreadLocal,
        { Section: ObjectSymbol.Common } => SymbolKind.Data,
        _ => unit.Sections[symbol.Section].Kind switch
        {
            SectionKind.Code => SymbolKind.Function,
            SectionKind.ReadOnly => SymbolKind.ReadOnlyData,
            _ => SymbolKind.Data,
        },
    };

    private static SymbolBinding BindingOf(ObjectSymbol symbol) => symbol switch
    {
        { Scope: ObjectSymbolScope.Local } => SymbolBinding.Local,
        { IsWeak: true } => SymbolBinding.Weak,
        _ => SymbolBinding.Strong,
    };

    private static string Hex(ulong digest) => digest.ToString("x16", CultureInfo.InvariantCulture);
}
