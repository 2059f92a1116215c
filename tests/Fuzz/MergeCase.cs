using Graft.Engine.Objects;
using Graft.Engine.Objects.Relocatable;
using Graft.Protocol;

namespace Graft.Fuzz;

/// <summary>One damaged object, cut into blocks and written as one object again: reading that gives the same bytes once more.</summary>
internal static class MergeCase
{
    /// <summary>Allocated bytes that a case may have: blocks, symbols and their tables beside the file.</summary>
    private const long BytesPerInputByte = 384, BytesAlways = 2 << 20;

    /// <summary>Runs a case.</summary>
    /// <param name="input">The object.</param>
    /// <returns>Whether it was accepted.</returns>
    /// <exception cref="FuzzFailure">The case did what no input may cause.</exception>
    public static bool Run(ReadOnlyMemory<byte> input)
    {
        long before = GC.GetTotalAllocatedBytes();
        bool isAccepted = Attempt(input);
        long allocated = GC.GetTotalAllocatedBytes() - before;
        return allocated <= BytesAlways + (input.Length * BytesPerInputByte)
            ? isAccepted
            : throw new FuzzFailure($"{allocated} bytes were allocated to merge an input of {input.Length}");
    }

    /// <summary>An object in canonical form; null if it is refused.</summary>
    public static byte[]? TryMerge(ReadOnlyMemory<byte> input) => Merge("seed.o", input);

    private static bool Attempt(ReadOnlyMemory<byte> input)
    {
        try
        {
            if (Merge("damaged.o", input) is not { } bytes)
                return false;
            if (Merge("merged.o", bytes) is not { } again)
                throw new FuzzFailure("what was merged cannot be read");
            return again.AsSpan().SequenceEqual(bytes) ? true : throw new FuzzFailure("merging again gave other bytes");
        }
        catch (Exception e) when (e is not FuzzFailure)
        {
            throw new FuzzFailure($"{e.GetType().Name} escaped from merging: {e.Message}", e);
        }
    }

    private static byte[]? Merge(string path, ReadOnlyMemory<byte> input)
    {
        var diagnostics = new DiagnosticBag();
        if (CanonicalObject.Read(new ObjectInput(path, input), diagnostics) is { } source
            && CanonicalObject.Merge([MergeItem.Rest(source)], "damaged.c", path, diagnostics) is { } merged)
            return merged.ToBytes().ToArray();
        return diagnostics.HasErrors ? null : throw new FuzzFailure("an object was not merged without an error");
    }
}
