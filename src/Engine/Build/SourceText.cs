using Graft.Engine.Collections;
using Graft.Engine.Source;
using Microsoft.Win32.SafeHandles;

namespace Graft.Engine.Build;

/// <summary>Reads sources.</summary>
internal static class SourceText
{
    // What a text may grow before the memory for it is too small: some edits, or a sixteenth.
    private const int Slack = 64 * 1024;

    // What is read is compared while it is in the processor's cache: that holds a chunk, and one of the text before.
    private const int Chunk = 64 * 1024;

    // Chunks that are worth another thread: reading them takes about a third of a millisecond.
    private const int LeastChunks = 64;

    /// <summary>Reads a file as it is now.</summary>
    /// <param name="path">The file.</param>
    /// <param name="before">The text that it had, if that is known; in another memory.</param>
    /// <param name="memory">Where to read it to; replaced if it is too small.</param>
    /// <param name="common">What both texts have in common, at least.</param>
    /// <returns>The content, in that memory.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static ReadOnlyMemory<byte> Read(string path, ReadOnlyMemory<byte> before, ref byte[] memory, out CommonEnds common)
    {
        using var file = File.OpenHandle(path);
        long length = RandomAccess.GetLength(file);
        if (length > Array.MaxLength - Slack)
            throw new IOException($"'{path}' is larger than 2 GiB");
        if (memory.Length < length)
            memory = GC.AllocateUninitializedArray<byte>((int)Math.Min(Array.MaxLength, length + (length / 16) + Slack));
        var chunks = new TextChunk[(length + Chunk - 1) / Chunk];
        var text = memory.AsMemory(0, (int)length);
        InRuns.Do(chunks.Length, LeastChunks, (_, start, end) =>
        {
            for (int i = start; i < end; i++)
                chunks[i] = ReadChunk(file, text.Span, before.Span, i * Chunk);
        });
        int filled = FilledBy(chunks);
        common = filled == text.Length ? CommonOf(chunks, before.Length) : default;
        return text[..filled];
    }

    private static TextChunk ReadChunk(SafeFileHandle file, Span<byte> text, ReadOnlySpan<byte> before, int start)
    {
        var chunk = text.Slice(start, Math.Min(Chunk, text.Length - start));
        int length = Fill(file, chunk, start), distance = before.Length - text.Length;
        bool isAtStart = IsAt(chunk, before, start);
        return new(length, isAtStart, distance == 0 ? isAtStart : !isAtStart && IsAt(chunk, before, start + distance));
    }

    private static bool IsAt(ReadOnlySpan<byte> chunk, ReadOnlySpan<byte> text, int place) =>
        place >= 0 && place <= text.Length - chunk.Length && chunk.SequenceEqual(text.Slice(place, chunk.Length));

    /// <summary>A file that was cut meanwhile ends where its first chunk that is not full does.</summary>
    private static int FilledBy(TextChunk[] chunks)
    {
        int filled = 0;
        for (int i = 0; i < chunks.Length; i++)
            filled += filled == i * Chunk ? chunks[i].Length : 0;
        return filled;
    }

    private static CommonEnds CommonOf(TextChunk[] chunks, int before)
    {
        int first = 0, last = chunks.Length, suffix = 0;
        while (first < last && chunks[first].IsAtStart)
            first++;
        while (last > first && chunks[last - 1].IsAtEnd)
            suffix += chunks[--last].Length;
        int prefix = chunks.Take(first).Sum(chunk => chunk.Length);
        return new(prefix, Math.Min(suffix, before - prefix)); // What was copied is both at the beginning and at the end.
    }

    private static int Fill(SafeFileHandle file, Span<byte> memory, long offset)
    {
        int filled = 0;
        while (filled < memory.Length && RandomAccess.Read(file, memory[filled..], offset + filled) is > 0 and var read)
            filled += read;
        return filled;
    }

    /// <summary>What was read of a chunk.</summary>
    /// <param name="Length">Bytes that the file had.</param>
    /// <param name="IsAtStart">Whether the text before has the same bytes at the same place.</param>
    /// <param name="IsAtEnd">Whether it has them at the same distance from its end; not looked at if it has them at the same place, and the lengths differ.</param>
    private readonly record struct TextChunk(int Length, bool IsAtStart, bool IsAtEnd);
}
