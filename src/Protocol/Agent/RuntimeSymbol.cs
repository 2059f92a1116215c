namespace Graft.Protocol;

/// <summary>A symbol that a runtime knows.</summary>
/// <param name="Name">Its name, mangled.</param>
/// <param name="Kind">Function or data; unknown if it is only wanted.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Binding">Its definition's binding; <see cref="SymbolBinding.Strong"/> if it has none.</param>
/// <param name="IsHost">Whether the runtime's process provides it.</param>
/// <param name="Module">The module that defines it, or the first that wants it; empty if the process provides it.</param>
/// <param name="Unit">The unit that defines it, or the first that wants it.</param>
/// <param name="Signature">Its signature; empty if unknown.</param>
/// <param name="Generation">The generation that brought its newest definition; 0 if it has none.</param>
/// <param name="Address">Its public address: a function's stub; 0 while it has none.</param>
/// <param name="Size">Size in bytes of its newest definition.</param>
/// <param name="Calls">Where calls lead that are linked now.</param>
public sealed record RuntimeSymbol(
    string Name, SymbolKind Kind, SymbolState State, SymbolBinding Binding, bool IsHost, string Module, string Unit,
    string Signature, long Generation, ulong Address, ulong Size, CallBinding Calls = CallBinding.None);

/// <summary>Where calls of a function lead.</summary>
public enum CallBinding : byte
{
    /// <summary>It is no function.</summary>
    None,

    /// <summary>To its stub, and from there to its code.</summary>
    Stub,

    /// <summary>To its code, whose entry leads to the stub once another definition takes its place.</summary>
    Direct,
}
