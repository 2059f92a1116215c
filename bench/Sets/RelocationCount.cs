using System.Buffers.Binary;

namespace Graft.Bench.Sets;

/// <summary>Counts an ELF object's relocations by its section headers alone, without the reader that is being measured.</summary>
internal static class RelocationCount
{
    private const int HeaderSize = 64;
    private const int SHT_RELA = 4;
    private const int RelaSize = 24;

    /// <summary>Relocations in an object file.</summary>
    public static long Of(string path)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        int start = (int)BinaryPrimitives.ReadUInt64LittleEndian(file[40..]); // e_shoff
        long count = BinaryPrimitives.ReadUInt16LittleEndian(file[60..]); // e_shnum
        if (count == 0)
            count = (long)BinaryPrimitives.ReadUInt64LittleEndian(file[(start + 32)..]); // SHN_XINDEX: sh_size of section 0
        long relocations = 0;
        for (int i = 0; i < count; i++)
        {
            var header = file.Slice(start + i * HeaderSize, HeaderSize);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) == SHT_RELA)
                relocations += (long)BinaryPrimitives.ReadUInt64LittleEndian(header[32..]) / RelaSize;
        }

        return relocations;
    }
}
