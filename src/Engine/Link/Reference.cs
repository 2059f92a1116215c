namespace Graft.Engine.Link;

/// <summary>How a relocation refers to its symbol.</summary>
internal enum Reference : byte
{
    /// <summary>Not by address.</summary>
    None,

    /// <summary>By its address.</summary>
    Address,

    /// <summary>By computing its address, in an instruction that could load it from a GOT entry instead.</summary>
    AddressComputation,

    /// <summary>By a call or jump.</summary>
    Branch,

    /// <summary>Through its GOT entry.</summary>
    GotEntry,

    /// <summary>By loading its GOT entry into a register.</summary>
    GotLoad,

    /// <summary>By calculating with its GOT entry, or testing it.</summary>
    GotOperand,

    /// <summary>By calling or jumping through its GOT entry.</summary>
    GotCall,

    /// <summary>Not the symbol, but where the GOT begins.</summary>
    GotBase,

    /// <summary>As a thread-local variable.</summary>
    ThreadLocal,
}
