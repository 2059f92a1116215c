using System.Text;

namespace Graft.Engine.Image;

/// <summary>A string table (gABI chapter 4): names ended by a zero, the empty one first.</summary>
internal sealed class StringTable
{
    private readonly List<byte> _bytes = [0];

    /// <summary>Adds a name.</summary>
    /// <returns>Its offset.</returns>
    public uint Add(string name) => Add(Encoding.UTF8.GetBytes(name), default);

    /// <summary>Adds a name of two parts.</summary>
    /// <returns>Its offset.</returns>
    public uint Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> suffix)
    {
        if (name.IsEmpty && suffix.IsEmpty)
            return 0;
        uint offset = (uint)_bytes.Count;
        _bytes.AddRange(name);
        _bytes.AddRange(suffix);
        _bytes.Add(0);
        return offset;
    }

    /// <summary>The table.</summary>
    public byte[] ToArray() => [.. _bytes];
}
