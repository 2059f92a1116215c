using System.Buffers.Binary;
using System.Runtime.InteropServices;
using static Graft.Engine.Objects.Elf.ElfConstants;

namespace Graft.Engine.Objects.Elf;

// Relocations (gABI chapter 4, "Relocation"). Tables with addends, what all compilers write for x86-64, stay where they are in the
// file; the other forms are brought into theirs.
internal sealed partial class ElfReader
{
    private void AttachRelocations(ReadOnlySpan<Elf64_Shdr> headers, Span<ObjectSection> sections, ReadOnlySpan<ObjectSymbol> symbols)
    {
        for (int i = 1; i < headers.Length; i++)
        {
            ref readonly var header = ref headers[i];
            if (header.sh_type == SHT_RELR)
                Unsupported($"section {sections[i].Name} holds relative relocations (SHT_RELR), which mean something in linked programs and libraries only; link the objects that those were made of");
            if (header.sh_type is not (SHT_RELA or SHT_REL or SHT_CREL))
                continue;
            if (header.sh_info >= (uint)sections.Length || header.sh_info == 0)
            {
                Corrupt($"section {sections[i].Name}: sh_info {header.sh_info} is not a section");
                continue;
            }

            ref var target = ref sections[(int)header.sh_info];
            if (!target.IsLoaded)
                continue;
            if ((int)header.sh_link != _symbolTable || !TryGetTable(header.sh_type, i, sections[i], target, out int table))
                Corrupt($"section {sections[i].Name}: not a table of whole relocations against the symbol table");
            else if (!target.RelocationTable.IsEmpty)
                Corrupt($"section {sections[i].Name}: section {target.Name} has a second relocation table");
            else
                target = target.WithRelocations(table);
            _relocationCount += target.RelocationLength / ObjectRelocation.Size;
            if (AreSound(target, symbols.Length) && TypePointers.Fill(target, symbols))
                target = target.With(ObjectSection.Traits.HoldsTypePointers);
        }
    }

    private bool TryGetTable(uint type, int index, in ObjectSection section, in ObjectSection target, out int table)
    {
        table = index;
        var content = section.Bytes;
        switch (type)
        {
            case SHT_RELA:
                return content.Length % ObjectRelocation.Size == 0;
            case SHT_REL:
                if (content.Length % Elf64_Rel.Size != 0)
                    return false;
                table = _tables.AddConverted(WithAddends(MemoryMarshal.Cast<byte, Elf64_Rel>(content.Span), target));
                return true;
            default:
                if (!new Crel(content.Span).TryRead(out byte[] relocations, out bool hasAddends))
                    return false;
                if (!hasAddends)
                    ReadAddends(MemoryMarshal.Cast<byte, ObjectRelocation>(relocations.AsSpan()), target);
                table = _tables.AddConverted(relocations);
                return true;
        }
    }

    private static byte[] WithAddends(ReadOnlySpan<Elf64_Rel> entries, in ObjectSection target)
    {
        byte[] table = new byte[entries.Length * ObjectRelocation.Size];
        var relocations = MemoryMarshal.Cast<byte, ObjectRelocation>(table.AsSpan());
        for (int i = 0; i < entries.Length; i++)
            relocations[i] = new(entries[i].r_offset, (uint)entries[i].r_info, (uint)(entries[i].r_info >> 32), 0);
        ReadAddends(relocations, target);
        return table;
    }

    /// <summary>Where a table has no addends, the fields hold them.</summary>
    private static void ReadAddends(Span<ObjectRelocation> relocations, in ObjectSection target)
    {
        var bytes = target.Bytes.Span;
        foreach (ref var relocation in relocations)
        {
            int width = X64Relocations.FieldWidth(relocation.Type);
            if (relocation.Offset > (ulong)bytes.Length || width > bytes.Length - (int)relocation.Offset)
                continue; // Reported with all that lie outside.
            var field = bytes[(int)relocation.Offset..];
            long addend = width switch
            {
                8 => BinaryPrimitives.ReadInt64LittleEndian(field),
                4 => BinaryPrimitives.ReadInt32LittleEndian(field),
                2 => BinaryPrimitives.ReadInt16LittleEndian(field),
                1 => (sbyte)field[0],
                _ => 0,
            };
            relocation = new(relocation.Offset, relocation.Type, relocation.Symbol, addend);
        }
    }

    private bool AreSound(in ObjectSection section, int symbolCount)
    {
        foreach (ref readonly var relocation in section.Relocations)
        {
            // One message is enough: the others of a damaged table would say the same.
            if (relocation.Symbol >= (uint)symbolCount)
                return Corrupt($"section {section.Name}+0x{relocation.Offset:x}: its relocation names symbol {relocation.Symbol}, which does not exist");
            if (relocation.Offset >= section.Size || section.Kind == SectionKind.Zero)
                return Corrupt($"section {section.Name}+0x{relocation.Offset:x}: the relocated place lies outside the section");
        }

        return true;
    }
}
