using Graft.Engine.Objects.Elf;
using Graft.Protocol;

namespace Graft.Engine.Objects;

/// <summary>A symbol of an object. Its name lies in a table of the object's, which has to be there as long.</summary>
public readonly record struct ObjectSymbol
{
    /// <summary>The section of a symbol that is wanted from elsewhere.</summary>
    public const int Undefined = 0;

    /// <summary>The section of a symbol whose value is a number, not a place.</summary>
    public const int Absolute = -1;

    /// <summary>The section of a tentative definition: as many zero bytes as the greatest of them asks for.</summary>
    public const int Common = -2;

    // There are hundreds of thousands: a value or size that takes more than 32 bits is looked up elsewhere.
    private readonly ElfTables? _tables;
    private readonly int _name;
    private readonly int _nameLength;
    private readonly uint _value;
    private readonly uint _size;
    private readonly Flags _flags;

    internal ObjectSymbol(
        ElfTables tables, int nameStart, Utf8Name name, ObjectSymbolType type, ObjectSymbolScope scope, bool isWeak, int section, ulong value, ulong size)
    {
        (_tables, _name, _nameLength) = (tables, nameStart, name.Length);
        (Type, Scope, Section) = (type, scope, section);
        bool isPrivate = name.IsEmpty || name.StartsWith(".L"u8);
        bool isWide = value > uint.MaxValue || size > uint.MaxValue;
        (_value, _size) = isWide ? (tables.AddWide(value, size), 0) : ((uint)value, (uint)size);
        _flags = (isWeak ? Flags.Weak : 0) | (isPrivate ? Flags.Private : 0) | (isWide ? Flags.Wide : 0);
    }

    [Flags]
    private enum Flags : byte
    {
        Weak = 1,
        Private = 2,
        Wide = 4,
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
    public bool IsWeak => (_flags & Flags.Weak) != 0;

    /// <summary>Whether its name is the assembler's own and may change from build to build.</summary>
    public bool IsPrivate => (_flags & Flags.Private) != 0; // Asked for each relocation, mostly: the name itself lies far away.

    /// <summary>Its name where it stands in the file; empty for a section's own symbol.</summary>
    public Utf8Name Name => _nameLength == 0 ? Utf8Name.Empty : _tables!.NameOfSymbol(_name, _nameLength);

    /// <summary>Offset in its section; an absolute symbol's value; a common symbol's alignment.</summary>
    public ulong Value => (_flags & Flags.Wide) != 0 ? _tables!.WideOf(_value).Value : _value;

    /// <summary>Size in bytes; 0 if unknown.</summary>
    public ulong Size => (_flags & Flags.Wide) != 0 ? _tables!.WideOf(_value).Size : _size;

    /// <summary>A function's IR type or a global's value type from the object's notes; empty if unknown.</summary>
    public Utf8Name Signature => _nameLength == 0 ? Utf8Name.Empty : _tables!.SignatureOf(Name);

    /// <summary>
    /// Whether it is nothing but a name for a place in a section: the section's own symbol, or a label of the assembler's for a constant. What refers to it could
    /// as well refer to the section, with another addend.
    /// </summary>
    internal bool IsLabelOf(ReadOnlySpan<ObjectSection> sections) => Scope == ObjectSymbolScope.Local && IsInSection
        && (Type == ObjectSymbolType.Section
            || (IsPrivate && Type is ObjectSymbolType.None or ObjectSymbolType.Data
                && sections[Section].Kind is SectionKind.ReadOnly or SectionKind.Data or SectionKind.Zero));

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
