namespace Graft.Protocol;

/// <summary>How like each other two names are; greater is better.</summary>
internal enum Likeness
{
    /// <summary>Not enough to speak of it.</summary>
    None,

    /// <summary>Two letters were mistyped.</summary>
    TwoEdits,

    /// <summary>One letter was mistyped, or two stand in the wrong order.</summary>
    OneEdit,

    /// <summary>The same function of C++, for other parameters.</summary>
    Overload,

    /// <summary>Only underscores in front differ, or capital letters.</summary>
    Spelling,

    /// <summary>The same name, once as C and once as C++ has it.</summary>
    Language,
}
