using Graft.Protocol;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>
/// A block's part of the object's string table: names of its sections and symbols, NUL-terminated. A section with relocations
/// shares its name with their table (<c>.rela.text.f</c>), and a symbol with the section that ends as it does.
/// </summary>
internal sealed class BlockStrings
{
    private readonly int[] _sections;
    private readonly int[] _symbols;

    private BlockStrings(byte[] bytes, int[] sections, int[] symbols)
    {
        Bytes = bytes;
        _sections = sections;
        _symbols = symbols;
    }

    /// <summary>What comes before a section's name in the name of its relocations.</summary>
    public static ReadOnlySpan<byte> RelocationPrefix => ".rela"u8;

    /// <summary>The strings.</summary>
    public byte[] Bytes { get; }

    /// <summary>Where the name of a section begins.</summary>
    public int OfSection(int section) => _sections[section];

    /// <summary>Where the name of a section's relocations begins.</summary>
    public int OfRelocations(int section) => _sections[section] - RelocationPrefix.Length;

    /// <summary>Where the name of a symbol begins.</summary>
    public int OfSymbol(int symbol) => _symbols[symbol];

    /// <summary>Collects the strings.</summary>
    /// <param name="sections">The block's sections.</param>
    /// <param name="names">The names of its symbols.</param>
    public static BlockStrings Collect(ReadOnlySpan<BlockSection> sections, ReadOnlySpan<BlockName> names)
    {
        int[] sectionStarts = new int[sections.Length], symbolStarts = new int[names.Length];
        List<byte> bytes = [];
        for (int i = 0; i < sections.Length; i++)
        {
            if (sections[i].RelocationCount > 0)
                bytes.AddRange(RelocationPrefix);
            sectionStarts[i] = Append(bytes, sections[i].Name);
        }

        for (int i = 0; i < names.Length; i++)
            symbolStarts[i] = FindEnd(sections, sectionStarts, names[i].Name) is >= 0 and var found ? found : Append(bytes, names[i].Name);
        return new([.. bytes], sectionStarts, symbolStarts);
    }

    private static int Append(List<byte> bytes, Utf8Name name)
    {
        int start = bytes.Count;
        bytes.AddRange(name.Span);
        bytes.Add(0);
        return start;
    }

    private static int FindEnd(ReadOnlySpan<BlockSection> sections, int[] starts, Utf8Name name)
    {
        for (int i = 0; i < sections.Length; i++)
        {
            if (sections[i].Name.Span.EndsWith(name.Span))
                return starts[i] + sections[i].Name.Length - name.Length;
        }

        return -1;
    }
}
