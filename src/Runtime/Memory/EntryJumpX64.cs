namespace Graft;

/// <summary>
/// What stands at a function's entry in the place of <see cref="Protocol.EntryNoOp"/> once calls are to reach another one:
/// <code>
///  0: E9 disp32      jmp  stub
///  5: CC CC CC       int3              never executed
/// </code>
/// </summary>
internal static class EntryJumpX64
{
    private const ulong Opcode = 0xE9, Rest = 0xCCCC_CC00_0000_0000;
    private const int Size = 5;

    /// <summary>Its bytes, as a little-endian word.</summary>
    /// <param name="entry">Where it stands.</param>
    /// <param name="stub">Where it leads; within 2 GiB, as everything in an arena.</param>
    public static ulong WordAt(ulong entry, ulong stub)
    {
        int distance = checked((int)unchecked((long)(stub - (entry + Size))));
        return Rest | ((ulong)(uint)distance << 8) | Opcode;
    }
}
