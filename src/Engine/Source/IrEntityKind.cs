namespace Graft.Engine.Source;

/// <summary>What stands at the top level of a module in textual IR (LLVM Language Reference, "Module Structure").</summary>
public enum IrEntityKind : byte
{
    /// <summary>A function with a body: <c>define</c>.</summary>
    Function,

    /// <summary>A function of another module: <c>declare</c>.</summary>
    Declaration,

    /// <summary>A variable or constant: <c>@x = global</c> or <c>constant</c>, defined or external.</summary>
    Variable,

    /// <summary>Another name of a global: <c>@x = alias</c>.</summary>
    Alias,

    /// <summary>A function chosen at run time: <c>@x = ifunc</c>.</summary>
    IndirectFunction,

    /// <summary>A named type: <c>%x = type</c>.</summary>
    Type,

    /// <summary>A group of sections: <c>$x = comdat</c>.</summary>
    Comdat,

    /// <summary>An attribute group: <c>attributes #0 = { ... }</c>.</summary>
    Attributes,

    /// <summary>A metadata node: <c>!0 = ...</c>.</summary>
    Metadata,

    /// <summary>Named metadata: <c>!llvm.module.flags = ...</c>.</summary>
    NamedMetadata,

    /// <summary>What holds for the whole module: <c>target</c>, <c>module asm</c>.</summary>
    Setting,

    /// <summary>What changes no code: <c>source_filename</c>, <c>uselistorder</c>, summaries.</summary>
    Ignored,
}
