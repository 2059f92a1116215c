namespace Graft.Protocol;

/// <summary>
/// How a function begins whose calls may lead to its own bytes: with one no-op of eight bytes, <c>nopl 0(%rax,%rax)</c> with a 32-bit displacement,
/// aligned to eight. When the function is replaced, one store puts a jump in its place; no thread can stand inside of it. Compilers emit it for
/// <c>-fpatchable-function-entry=8</c> (LLVM's attribute <c>"patchable-function-entry"="8"</c>).
/// </summary>
public static class RedirectableEntry
{
    /// <summary>Bytes that it takes, and what it is aligned to.</summary>
    public const int Size = 8;

    /// <summary>The no-op: 0F 1F 84 00 00 00 00 00 (Intel SDM volume 2, NOP), as a little-endian word.</summary>
    public const ulong NoOperation = 0x0000_0000_0084_1F0F;

    // Behind the jump nothing is ever executed: int3.
    private const ulong JumpOpcode = 0xE9, Rest = 0xCCCC_CC00_0000_0000;

    private const int JumpSize = 5;

    /// <summary>The jump that stands in the no-op's place: E9 rel32.</summary>
    /// <param name="entry">Its address.</param>
    /// <param name="target">Where it leads; within 2 GiB, as everything in an arena.</param>
    public static ulong JumpFrom(ulong entry, ulong target)
    {
        int distance = checked((int)unchecked((long)(target - (entry + JumpSize))));
        return Rest | ((ulong)(uint)distance << 8) | JumpOpcode;
    }
}
