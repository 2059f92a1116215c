using Graft.Protocol;

namespace Graft.Engine.Objects;

/// <summary>A symbol of an object.</summary>
/// <param name="Name">Its name where it stands in the file; empty for a section's own symbol.</param>
/// <param name="Type">What it names.</param>
/// <param name="Scope">Who may see it.</param>
/// <param name="IsWeak">Whether it gives way to a strong definition, or may stay undefined.</param>
/// <param name="Section">
/// Index of its section; <see cref="Undefined"/>, <see cref="Absolute"/> or <see cref="Common"/> if it is in none.
/// </param>
/// <param name="Value">Offset in its section; an absolute symbol's value; a common symbol's alignment.</param>
/// <param name="Size">Size in bytes; 0 if unknown.</param>
/// <param name="Signature">A function's IR type or a global's value type from the object's notes; empty if unknown.</param>
public readonly record struct ObjectSymbol(
    Utf8Name Name, ObjectSymbolType Type, ObjectSymbolScope Scope, bool IsWeak, int Section, ulong Value, ulong Size, Utf8Name Signature)
{
    /// <summary>The section of a symbol that is wanted from elsewhere.</summary>
    public const int Undefined = 0;

    /// <summary>The section of a symbol whose value is a number, not a place.</summary>
    public const int Absolute = -1;

    /// <summary>The section of a tentative definition: as many zero bytes as the greatest of them asks for.</summary>
    public const int Common = -2;

    /// <summary>Whether the unit defines it.</summary>
    public bool IsDefined => Section != Undefined;

    /// <summary>Whether it has a place in one of the unit's sections.</summary>
    public bool IsInSection => Section > 0;

    /// <summary>Whether its name is the assembler's own and may change from build to build.</summary>
    public bool IsPrivate => !_hasLastingName;

    // Asked for each relocation, mostly: the name itself lies far away.
    private readonly bool _hasLastingName = !Name.IsEmpty && !Name.StartsWith(".L"u8);
}

/// <summary>What a symbol names.</summary>
public enum ObjectSymbolType : byte
{
    /// <summary>Unknown: every undefined symbol, and labels.</summary>
    None,

    /// <summary>Data.</summary>
    Data,

    /// <summary>A function.</summary>
    Function,

    /// <summary>The start of a section.</summary>
    Section,

    /// <summary>Name of a source file.</summary>
    File,

    /// <summary>A thread-local variable.</summary>
    ThreadLocal,

    /// <summary>A function that returns the address of the function to use (STT_GNU_IFUNC).</summary>
    IndirectFunction,
}

/// <summary>Who may see a symbol.</summary>
public enum ObjectSymbolScope : byte
{
    /// <summary>Its own unit.</summary>
    Local,

    /// <summary>The units of its module (STV_HIDDEN, STV_INTERNAL).</summary>
    Hidden,

    /// <summary>All modules, but its own module uses this definition and no other (STV_PROTECTED).</summary>
    Protected,

    /// <summary>All modules.</summary>
    Global,
}
