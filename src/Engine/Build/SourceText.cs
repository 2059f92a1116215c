using Graft.Engine.Collections;
using Microsoft.Win32.SafeHandles;

namespace Graft.Engine.Build;

/// <summary>Reads sources.</summary>
internal static class SourceText
{
    // What a text may grow before the memory for it is too small: some edits, or a sixteenth.
    private const int Slack = 64 * 1024;

    // Bytes that are worth another thread: copying them takes about a third of a millisecond.
    private const int LeastPart = 4 << 20;

    /// <summary>Reads a file as it is now.</summary>
    /// <param name="path">The file.</param>
    /// <param name="memory">Where to read it to; replaced if it is too small.</param>
    /// <returns>The content, in that memory.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static ReadOnlyMemory<byte> Read(string path, ref byte[] memory)
    {
        using var file = File.OpenHandle(path);
        long length = RandomAccess.GetLength(file);
        if (length > Array.MaxLength - Slack)
            throw new IOException($"'{path}' is larger than 2 GiB");
        if (memory.Length < length)
            memory = GC.AllocateUninitializedArray<byte>((int)Math.Min(Array.MaxLength, length + (length / 16) + Slack));
        return memory.AsMemory(0, Fill(file, memory.AsMemory(0, (int)length)));
    }

    /// <summary>Reads parts at once; a file that was cut meanwhile ends where its first part that is not full does.</summary>
    private static int Fill(SafeFileHandle file, Memory<byte> memory)
    {
        var parts = new (int Start, int Length)[InRuns.Count(memory.Length, LeastPart)];
        InRuns.Do(memory.Length, LeastPart, (part, start, end) => parts[part] = (start, Fill(file, memory.Span[start..end], start)));
        int filled = 0;
        foreach (var (start, length) in parts)
            filled += start == filled ? length : 0;
        return filled;
    }

    private static int Fill(SafeFileHandle file, Span<byte> memory, long offset)
    {
        int filled = 0;
        while (filled < memory.Length && RandomAccess.Read(file, memory[filled..], offset + filled) is > 0 and var read)
            filled += read;
        return filled;
    }
}
