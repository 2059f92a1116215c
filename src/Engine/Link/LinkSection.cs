namespace Graft.Engine.Link;

/// <summary>What becomes of a section in this link.</summary>
internal struct LinkSection
{
    /// <summary>Its address in the runtime: of its new bytes, or of the old ones that are kept.</summary>
    public ulong Address;

    /// <summary>Where it begins in its region, which is less than 2 GiB: what exceeds that is granted no slab.</summary>
    public uint Offset;

    /// <summary>Number, plus 1, of a definition that it was kept for, or is offered to be; 0 for none.</summary>
    public int KeptAs;

    /// <summary>Number, plus 1, of the one definition that is a function in it; -1 if there are several.</summary>
    public int Function;

    /// <summary>Number of its node if it is placed.</summary>
    public int Node;

    public SectionFate Fate;
    public Region Region;

    /// <summary>Whether it belongs to <see cref="SectionBounds"/>, which choose its place.</summary>
    public bool IsBound;

    /// <summary>Whether its pointers are written from the last to the first.</summary>
    public bool IsReversed;

    /// <summary>Whether not all that it defines can be kept at one place.</summary>
    public bool IsSplit;

    /// <summary>Whether it is a function, as was found.</summary>
    public bool IsFunction;
}

internal enum SectionFate : byte
{
    /// <summary>Not part of a process.</summary>
    Unloaded,

    /// <summary>Gets a place in the slab.</summary>
    Place,

    /// <summary>Stays at its old address: state that lives on, code and constants that are unchanged.</summary>
    Keep,

    /// <summary>Unnecessary: another definition is used, or what referred to it stays with the copy that it has.</summary>
    Drop,
}

/// <summary>The parts of a slab.</summary>
internal enum Region : byte
{
    Code,
    ReadOnly,
    Data,
    ThreadLocals,
}
