using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Graft.Protocol;
using static Graft.Engine.Objects.Elf.ElfConstants;

namespace Graft.Engine.Objects.Elf;

// Groups of sections (gABI chapter 4, "Section Groups").
internal sealed partial class ElfReader
{
    private ImmutableArray<SectionGroup> ReadGroups(
        ReadOnlySpan<Elf64_Shdr> headers, ReadOnlySpan<ObjectSection> sections, ReadOnlySpan<ObjectSymbol> symbols)
    {
        var groups = ImmutableArray.CreateBuilder<SectionGroup>();
        int[]? groupOf = null;
        for (int i = 1; i < headers.Length; i++)
        {
            if (headers[i].sh_type == SHT_GROUP)
                ReadGroup(i, headers[i], sections, symbols, groupOf ??= new int[sections.Length], groups);
            else if (sections[i].IsLoaded && sections[i].Name.StartsWith(".gnu.linkonce."u8))
                groups.Add(new(sections[i].Name, true, [i])); // GNU's older way: of sections of one name, the first.
        }

        return groups.DrainToImmutable();
    }

    private void ReadGroup(
        int index, in Elf64_Shdr header, ReadOnlySpan<ObjectSection> sections, ReadOnlySpan<ObjectSymbol> symbols, int[] groupOf,
        ImmutableArray<SectionGroup>.Builder groups)
    {
        var content = sections[index].Bytes.Span;
        if (content.Length < sizeof(uint) || content.Length % sizeof(uint) != 0 || header.sh_info >= (uint)symbols.Length)
        {
            Corrupt($"section {sections[index].Name}: malformed group");
            return;
        }

        // A group may be named by a section symbol, whose name is the section's.
        var signature = symbols[(int)header.sh_info];
        var name = signature is { Name.IsEmpty: true, IsInSection: true } ? sections[signature.Section].Name : signature.Name;
        var words = MemoryMarshal.Cast<byte, uint>(content);
        var members = ImmutableArray.CreateBuilder<int>(words.Length - 1);
        foreach (uint member in words[1..])
        {
            if (member == 0 || member >= (uint)sections.Length)
                Corrupt($"section {sections[index].Name}: member {member} is not a section");
            else if (groupOf[member] != 0)
                Fail(DiagnosticCatalog.OverlappingGroups, $"section {sections[(int)member].Name} belongs to two groups, {sections[groupOf[member]].Name} (section {groupOf[member]}) "
                    + $"and {sections[index].Name} (section {index}, '{name}'); a section stands or falls with one group: build the object again");
            else
                members.Add((int)member);
            groupOf[Math.Min(member, (uint)sections.Length - 1)] = index;
        }

        groups.Add(new(name, (words[0] & GRP_COMDAT) != 0, members.DrainToImmutable()));
    }
}
