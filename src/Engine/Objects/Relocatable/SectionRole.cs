namespace Graft.Engine.Objects.Relocatable;

/// <summary>What a section of an object fresh from the compiler is to blocks.</summary>
internal enum SectionRole : byte
{
    /// <summary>It is no part of a block: tables of the file, debug information, what the writer makes anew.</summary>
    Left,

    /// <summary>It is part of exactly one block.</summary>
    Root,

    /// <summary>Constants or strings that may be merged: every block has copies of the entries that it refers to.</summary>
    Entries,

    /// <summary>A constant without a name: every block that refers to it has a copy.</summary>
    Constant,

    /// <summary>Jump tables of all functions: each goes to the block that refers to it.</summary>
    JumpTables,

    /// <summary>Exception tables of all functions, likewise.</summary>
    ExceptionTables,

    /// <summary>Pointers that exception tables go through: every block has copies of those that it refers to.</summary>
    Pointers,
}
