using Graft.Protocol;

namespace Graft.Engine.Image;

/// <summary>What a stub is for.</summary>
public enum StubPurpose
{
    /// <summary>Stub 0: where calls of what is not there end.</summary>
    Trap,

    /// <summary>A function of the link.</summary>
    Function,

    /// <summary>A function of the link whose code only chooses another (STT_GNU_IFUNC); the slot traps until a process has asked it.</summary>
    IndirectFunction,

    /// <summary>A function at an address that was given.</summary>
    Absolute,

    /// <summary>A function that nobody defines.</summary>
    Undefined,
}

/// <summary>A stub and its slot.</summary>
/// <param name="Name">The symbol.</param>
/// <param name="Unit">Index of the unit that defines it; -1 if none does.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Target">The address in the slot; 0 where the slot leads to the trap.</param>
public readonly record struct ImageStub(Utf8Name Name, int Unit, StubPurpose Purpose, ulong Target);
