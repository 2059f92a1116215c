using Microsoft.Win32.SafeHandles;

namespace Graft.Engine.Build;

/// <summary>Reads sources.</summary>
internal static class SourceText
{
    // What a text may grow before the memory for it is too small: some edits, or a sixteenth.
    private const int Slack = 64 * 1024;

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
        return memory.AsMemory(0, Fill(file, memory.AsSpan(0, (int)length)));
    }

    private static int Fill(SafeFileHandle file, Span<byte> memory)
    {
        int filled = 0;
        while (filled < memory.Length && RandomAccess.Read(file, memory[filled..], filled) is > 0 and var read)
            filled += read;
        return filled;
    }
}
