namespace Graft.Engine.Objects;

/// <summary>Joins digests of 64 bits.</summary>
internal static class DigestMixer
{
    /// <summary>Multiplies and folds, so that every bit of both depends on every bit and on the order.</summary>
    public static ulong Mix(ulong digest, ulong value)
    {
        const ulong First = 0x6A09_E667_F3BC_C909, Second = 0xBB67_AE85_84CA_A73B; // square roots of 2 and 3, odd
        ulong high = Math.BigMul(digest ^ First, value ^ Second, out ulong low);
        return high ^ low ^ digest;
    }

    /// <summary>A digest that no table takes for a missing one.</summary>
    public static ulong NonZero(ulong digest) => digest == 0 ? 1 : digest;
}
