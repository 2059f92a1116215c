namespace Graft.Protocol;

/// <summary>The ranges of a slab as the runtime sees them; empty ones have size 0.</summary>
/// <param name="Code">In the code region.</param>
/// <param name="ReadOnly">In the read-only region.</param>
/// <param name="Data">In the data region.</param>
/// <param name="ThreadLocals">In the thread-local region.</param>
internal readonly record struct SlabRanges(AddressRange Code, AddressRange ReadOnly, AddressRange Data, AddressRange ThreadLocals)
{
    /// <summary>Whether a field of some bytes lies in one of the ranges.</summary>
    public bool Contains(ulong address, ulong size) =>
        Code.Contains(new AddressRange(address, size))
        || ReadOnly.Contains(new AddressRange(address, size))
        || Data.Contains(new AddressRange(address, size))
        || ThreadLocals.Contains(new AddressRange(address, size));
}
