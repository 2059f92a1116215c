using System.Buffers.Binary;
using Graft.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Graft;

/// <summary>
/// Finds who called code outside of the arena: the first word on the stack that lies behind a call in the arena's code. Without the
/// library's unwind tables a word that an earlier call left there may be taken for one, so it is the best guess.
/// </summary>
internal static class CallerSearch
{
    // Deep recursion in a library, or large buffers on its stack.
    private const int MaximumStack = 1024 * 1024;

    private const int ChunkSize = 4096;

    /// <summary>The return address; 0 if there is none.</summary>
    /// <param name="stackPointer">Where to begin.</param>
    /// <param name="layout">Where the arena's code lies.</param>
    public static ulong Find(ulong stackPointer, ArenaLayout layout)
    {
        // Through the kernel: what lies beyond the stack's end is an error here, not a fault.
        using var memory = File.OpenHandle("/proc/self/mem");
        Span<byte> chunk = stackalloc byte[ChunkSize];
        Span<byte> before = stackalloc byte[LongestCall];
        for (ulong done = 0; done < MaximumStack; done += ChunkSize)
        {
            int read = Read(memory, stackPointer + done, chunk);
            for (int offset = 0; offset + sizeof(ulong) <= read; offset += sizeof(ulong))
            {
                ulong word = BinaryPrimitives.ReadUInt64LittleEndian(chunk[offset..]);
                if (layout.Code.Contains(word) && word - LongestCall >= layout.Code.Start
                    && Read(memory, word - LongestCall, before) == LongestCall && EndsWithCall(before))
                    return word;
            }

            if (read < ChunkSize)
                break;
        }

        return 0;
    }

    private const int LongestCall = 7;

    /// <summary>Whether bytes end with a call (Intel SDM, volume 2, CALL): E8 rel32, or FF /2 with 0 to 5 bytes more.</summary>
    private static bool EndsWithCall(ReadOnlySpan<byte> bytes)
    {
        if (bytes[^5] == 0xE8)
            return true;
        for (int length = 2; length <= LongestCall; length++)
        {
            if (bytes[^length] == 0xFF && ((bytes[bytes.Length - length + 1] >> 3) & 7) == 2)
                return true;
        }

        return false;
    }

    private static int Read(SafeFileHandle memory, ulong address, Span<byte> bytes)
    {
        try
        {
            return RandomAccess.Read(memory, bytes, (long)address);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
