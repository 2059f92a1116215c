namespace Graft.Engine.Source;

/// <summary>The words of textual IR (LLVM Language Reference, "Identifiers", "Metadata", "Attribute Groups").</summary>
internal enum IrTokenKind : byte
{
    /// <summary>A keyword, type or number.</summary>
    Word,

    /// <summary>One byte of punctuation.</summary>
    Punctuation,

    /// <summary><c>@name</c>.</summary>
    Global,

    /// <summary><c>%name</c>: a local value, a label or a named type.</summary>
    Local,

    /// <summary><c>$name</c>.</summary>
    Comdat,

    /// <summary><c>#12</c>.</summary>
    Attributes,

    /// <summary><c>!12</c>.</summary>
    Metadata,

    /// <summary><c>!name</c>: the name of an attachment, a named node or a specialised node.</summary>
    MetadataName,

    /// <summary><c>#dbg_value</c> and its like.</summary>
    DebugRecord,

    /// <summary><c>"text"</c>, with whatever letter or sigil stands directly before it.</summary>
    String,

    /// <summary><c>name:</c>.</summary>
    Label,
}
