namespace Graft.Tests.Link.Relocations;

/// <summary>Changes ELF objects in ways that no assembler offers.</summary>
internal static class ObjectBytes
{
    private const int RelocationSize = 24;
    private const int SectionHeaderSize = 64;
    private const int SHT_RELA = 4;

    /// <summary>Gives all relocations of one type another.</summary>
    public static void Retype(byte[] file, uint from, uint to)
    {
        long headers = BitConverter.ToInt64(file, 0x28);
        int count = BitConverter.ToUInt16(file, 0x3C);
        for (int i = 0; i < count; i++)
        {
            int header = (int)headers + (i * SectionHeaderSize);
            if (BitConverter.ToInt32(file, header + 4) != SHT_RELA)
                continue;
            int start = (int)BitConverter.ToInt64(file, header + 24), size = (int)BitConverter.ToInt64(file, header + 32);
            for (int type = start + 8; type < start + size; type += RelocationSize)
            {
                if (BitConverter.ToUInt32(file, type) == from)
                    BitConverter.TryWriteBytes(file.AsSpan(type), to);
            }
        }
    }
}
