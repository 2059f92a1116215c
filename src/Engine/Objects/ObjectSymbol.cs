using Graft.Engine.Objects.Elf;
using Graft.Protocol;

namespace Graft.Engine.Objects;

/// <summary>A symbol of an object. Its name, value and size are looked up in the file, which has to be there as long.</summary>
public readonly record struct ObjectSymbol
{
    /// <summary>The section of a symbol that is wanted from elsewhere.</summary>
    public const int Undefined = 0;

    /// <summary>The section of a symbol whose value is a number, not a place.</summary>
    public const int Absolute = -1;

    /// <summary>The section of a tentative definition: as many zero bytes as the greatest of them asks for.</summary>
    public const int Common = -2;

    private readonly ElfTables? _tables;
    private readonly int _index;
    private readonly int _nameLength;

    internal ObjectSymbol(ElfTables tables, int index, Utf8Name name, ObjectSymbolType type, ObjectSymbolScope scope, bool isWeak, int section)
    {
        (_tables, _index, _nameLength) = (tables, index, name.Length);
        (Type, Scope, IsWeak, Section) = (type, scope, isWeak, section);
        IsPrivate = name.IsEmpty || name.StartsWith(".L"u8);
    }

    /// <summary>
    /// Index of its section; <see cref="Undefined"/>, <see cref="Absolute"/> or <see cref="Common"/> if it is in none.
    /// </summary>
    public int Section { get; }

    /// <summary>What it names.</summary>
    public ObjectSymbolType Type { get; }

    /// <summary>Who may see it.</summary>
    public ObjectSymbolScope Scope { get; }

    /// <summary>Whether it gives way to a strong definition, or may stay undefined.</summary>
    public bool IsWeak { get; }

    /// <summary>Whether its name is the assembler's own and may change from build to build.</summary>
    public bool IsPrivate { get; } // Asked for each relocation, mostly: the name itself lies far away.

    /// <summary>Its name where it stands in the file; empty for a section's own symbol.</summary>
    public Utf8Name Name => _tables?.NameOfSymbol(_index, _nameLength) ?? Utf8Name.Empty;

    /// <summary>Offset in its section; an absolute symbol's value; a common symbol's alignment.</summary>
    public ulong Value => _tables?.ValueOf(_index) ?? 0;

    /// <summary>Size in bytes; 0 if unknown.</summary>
    public ulong Size => _tables?.SizeOf(_index) ?? 0;

    /// <summary>A function's IR type or a global's value type from the object's notes; empty if unknown.</summary>
    public Utf8Name Signature => _tables?.SignatureOf(_index, _nameLength) ?? Utf8Name.Empty;

    /// <summary>Whether the unit defines it.</summary>
    public bool IsDefined => Section != Undefined;

    /// <summary>Whether it has a place in one of the unit's sections.</summary>
    public bool IsInSection => Section > 0;
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
