using System.Runtime.Intrinsics.X86;

namespace Graft;

/// <summary>
/// How the processor's vector registers, which carry arguments, are saved: with XSAVE, or with FXSAVE where there
/// is none (Intel SDM volume 1, chapters 10.5 and 13).
/// </summary>
/// <param name="Mask">The state components to save; 0 for FXSAVE.</param>
/// <param name="Size">Bytes of the area, a multiple of 64.</param>
internal readonly record struct VectorState(uint Mask, int Size)
{
    /// <summary>Bytes of the FXSAVE area, and of the legacy part of the XSAVE area.</summary>
    public const int LegacySize = 512;

    /// <summary>Bytes of the XSAVE header, which follows the legacy part and must be zero before the first XSAVE.</summary>
    public const int HeaderSize = 64;

    // SSE (1), AVX (2), the three of AVX-512 (5, 6, 7). The ABI passes nothing in x87, PKRU or AMX registers.
    private const uint ArgumentComponents = 0b1110_0110;

    private const int ExtendedStateLeaf = 0x0D;
    private const int FirstExtendedComponent = 2;
    private const int LastComponent = 7;
    private const int OsUsesXsave = 1 << 27;

    /// <summary>What this processor needs.</summary>
    public static VectorState Detect()
    {
        if ((X86Base.CpuId(1, 0).Ecx & OsUsesXsave) == 0)
            return new(0, LegacySize);

        // XSAVE itself leaves out what the system did not enable, so room for what the processor has is enough.
        uint supported = (uint)X86Base.CpuId(ExtendedStateLeaf, 0).Eax;
        int size = LegacySize + HeaderSize;
        for (int component = FirstExtendedComponent; component <= LastComponent; component++)
        {
            if ((ArgumentComponents & supported & (1u << component)) == 0)
                continue;
            var (componentSize, offset, _, _) = X86Base.CpuId(ExtendedStateLeaf, component);
            size = Math.Max(size, offset + componentSize);
        }

        return new(ArgumentComponents & supported, (size + 63) & ~63);
    }
}
