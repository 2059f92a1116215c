using System.Globalization;
using System.Text;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>
/// How the variables of a writable section lie in it. Graft's own compiler gives each variable a section; other compilers
/// do with <c>-fdata-sections</c>. A section that holds several can only be kept as a whole.
/// </summary>
internal sealed class StateShape
{
    /// <summary>Whether the section is exactly one variable, perhaps with several names.</summary>
    public bool IsOneVariable { get; private set; }

    /// <summary>Name of the section, unique in its unit.</summary>
    public Utf8Name Name { get; private set; }

    /// <summary>The variables, as <c>name:offset:size,...</c>: equal text means that old and new bytes mean the same.</summary>
    public Utf8Name Signature { get; private set; }

    /// <summary>The shapes of a unit's writable sections, index by index; null for the others and for empty ones.</summary>
    public static StateShape?[] Find(ObjectUnit unit)
    {
        var sections = unit.Sections.AsSpan();
        var symbols = SymbolsBySection(unit);
        var shapes = new StateShape?[sections.Length];
        Dictionary<Utf8Name, int> timesSeen = [];
        for (int i = 0; i < sections.Length; i++)
        {
            if (!sections[i].IsWritable || sections[i].Size == 0)
                continue;
            ulong size = sections[i].Size;
            bool isOne = symbols[i] is { } names
                && names.TrueForAll(symbol => unit.Symbols[symbol].Value == 0 && unit.Symbols[symbol].Size == size);
            var shape = shapes[i] = new() { IsOneVariable = isOne };
            if (isOne)
                continue;
            int count = timesSeen[sections[i].Name] = timesSeen.GetValueOrDefault(sections[i].Name) + 1;
            shape.Name = count == 1 ? sections[i].Name : Utf8Name.From($"{sections[i].Name}#{count}");
            shape.Signature = Utf8Name.From(Describe(unit, symbols[i] ?? []));
        }

        return shapes;
    }

    private static List<int>?[] SymbolsBySection(ObjectUnit unit)
    {
        var bySection = new List<int>?[unit.Sections.Length];
        for (int i = 1; i < unit.Symbols.Length; i++)
        {
            ref readonly var symbol = ref unit.Symbols.AsSpan()[i];
            if (symbol is { IsInSection: true, IsPrivate: false } && unit.Sections.AsSpan()[symbol.Section].IsWritable
                && symbol.Type != ObjectSymbolType.Section)
                (bySection[symbol.Section] ??= []).Add(i);
        }

        return bySection;
    }

    private static string Describe(ObjectUnit unit, List<int> symbols)
    {
        var text = new StringBuilder();
        foreach (int index in symbols.OrderBy(i => unit.Symbols[i].Value).ThenBy(i => unit.Symbols[i].Name, Comparer<Utf8Name>.Create(Utf8Name.Compare)))
        {
            var symbol = unit.Symbols[index];
            if (text.Length > 0)
                text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{symbol.Name}:{symbol.Value}:{symbol.Size}");
        }

        return text.ToString();
    }
}
