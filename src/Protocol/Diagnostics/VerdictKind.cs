namespace Graft.Protocol;

/// <summary>What an edit does to a program that runs.</summary>
public enum VerdictKind : byte
{
    /// <summary>Every call from now on has it.</summary>
    Applied,

    /// <summary>It is taken, but what is alive goes on as it was: it takes effect later, or in a fresh runtime.</summary>
    Inert,

    /// <summary>What is alive does not allow it: the program has what it had.</summary>
    Refused,
}
