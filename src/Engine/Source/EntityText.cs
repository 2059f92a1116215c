using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Graft.Engine.Source;

/// <summary>
/// An entity as all fragments have it that have it in one way: its text, with holes for numbers. Immutable.
/// </summary>
internal sealed class EntityText
{
    private readonly byte[] _text;
    private readonly TextHole[] _holes;

    /// <summary>Takes what was written.</summary>
    public EntityText(EntityTextBuilder text, EntityReference[] references)
    {
        _text = text.Written.ToArray();
        _holes = [.. text.Holes];
        References = references;
        var hash = new XxHash128();
        hash.Append(MemoryMarshal.AsBytes([_text.Length]));
        hash.Append(_text);
        foreach (var hole in _holes)
            hash.Append(MemoryMarshal.AsBytes([hole.Position]));
        Digest = hash.GetCurrentHashAsUInt128();
    }

    /// <summary>Digest of the text and of where its holes are: what the holes are for is said by numbers alone.</summary>
    public UInt128 Digest { get; }

    /// <summary>What it refers to, in the order of first mention, each once.</summary>
    public EntityReference[] References { get; }

    /// <summary>Adds what is its in a fragment to the fragment's digest.</summary>
    /// <param name="hash">The digest.</param>
    /// <param name="numbers">By entity: its number in the fragment.</param>
    public void AddTo(XxHash128 hash, int[] numbers)
    {
        hash.Append(MemoryMarshal.AsBytes([Digest]));
        foreach (var hole in _holes)
            hash.Append(MemoryMarshal.AsBytes([numbers[hole.Entity]]));
    }

    /// <summary>Bytes of the text in a fragment.</summary>
    public int LengthWith(int[] numbers)
    {
        int length = _text.Length;
        foreach (var hole in _holes)
            length += CountDigits(numbers[hole.Entity]);
        return length;
    }

    /// <summary>Writes the text as a fragment has it; returns its length.</summary>
    public int Fill(Span<byte> target, int[] numbers)
    {
        int read = 0, written = 0;
        foreach (var hole in _holes)
        {
            _text.AsSpan(read, hole.Position - read).CopyTo(target[written..]);
            written += hole.Position - read;
            read = hole.Position;
            _ = numbers[hole.Entity].TryFormat(target[written..], out int digits, default, CultureInfo.InvariantCulture);
            written += digits;
        }

        _text.AsSpan(read).CopyTo(target[written..]);
        return written + _text.Length - read;
    }

    private static int CountDigits(int number)
    {
        int digits = 1;
        for (; number >= 10; number /= 10)
            digits++;
        return digits;
    }
}
