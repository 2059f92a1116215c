namespace Graft.Protocol;

/// <summary>A range of addresses in the runtime.</summary>
/// <param name="Start">The first address.</param>
/// <param name="Size">Size in bytes.</param>
public readonly record struct AddressRange(ulong Start, ulong Size)
{
    /// <summary>The address after the last.</summary>
    public ulong End => Start + Size;

    /// <summary>Whether an address lies in it.</summary>
    public bool Contains(ulong address) => address - Start < Size;

    /// <summary>Whether a whole range lies in it.</summary>
    public bool Contains(AddressRange other) =>
        other.Start >= Start && other.Size <= Size && other.Start - Start <= Size - other.Size;
}
