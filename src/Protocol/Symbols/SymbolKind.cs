namespace Graft.Protocol;

/// <summary>What a symbol names, as far as it is known.</summary>
public enum SymbolKind : byte
{
    /// <summary>Not known yet: an undefined ELF symbol has no type.</summary>
    Unknown,

    /// <summary>A function: its public address is its stub, for life.</summary>
    Function,

    /// <summary>Writable data: keeps address and value across patches.</summary>
    Data,

    /// <summary>Constant data: replaced by a patch that changes it.</summary>
    ReadOnlyData,

    /// <summary>
    /// A thread-local variable: writable data of which each thread has a copy. Its address is that of its initial value; a
    /// thread's copy lies as far from there as its other copies do from theirs.
    /// </summary>
    ThreadLocal,

    /// <summary>
    /// Only of a definition: a function that gives the address of the function to use, which the agent calls once its code
    /// is Ready (STT_GNU_IFUNC). To everybody else the symbol is a <see cref="Function"/>.
    /// </summary>
    IndirectFunction,
}

/// <summary>What the kinds have in common.</summary>
public static class SymbolKinds
{
    /// <summary>Whether a definition is writable: what a patch keeps with its value.</summary>
    public static bool IsState(this SymbolKind kind) => kind is SymbolKind.Data or SymbolKind.ThreadLocal;

    /// <summary>Whether a definition is called, through a stub.</summary>
    public static bool IsFunction(this SymbolKind kind) => kind is SymbolKind.Function or SymbolKind.IndirectFunction;
}
