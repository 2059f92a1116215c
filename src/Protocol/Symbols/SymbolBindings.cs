namespace Graft.Protocol;

/// <summary>What the agent says about a <see cref="SymbolDefinition"/> before anything is reserved.</summary>
/// <param name="Outcome">What becomes of the definition.</param>
/// <param name="Stub">For functions the address of the stub, else 0.</param>
/// <param name="Address">
/// For <see cref="DefinitionOutcome.Keep"/> and <see cref="DefinitionOutcome.Yield"/> the address to use instead of the
/// unit's own bytes; otherwise 0.
/// </param>
/// <param name="PreviousDigest">
/// Digest of the definition that is being replaced or kept; 0 if there is none. Of kept code and constants that of what is in use now: if it is not the
/// new one's digest, an older definition comes back.
/// </param>
/// <param name="PreviousSize">Size in bytes of that definition; 0 if there is none.</param>
/// <param name="Body">
/// For <see cref="DefinitionOutcome.Keep"/> and <see cref="DefinitionOutcome.Yield"/> the address of the function's own bytes if calls may lead there,
/// as for <see cref="WantBinding"/>; otherwise 0.
/// </param>
public readonly record struct DefinitionBinding(
    DefinitionOutcome Outcome, ulong Stub, ulong Address, ulong PreviousDigest, ulong PreviousSize, ulong Body = 0);

/// <summary>What becomes of a definition in a runtime that may know the symbol already.</summary>
public enum DefinitionOutcome : byte
{
    /// <summary>New, or replaces this module's older one: place it.</summary>
    Place,

    /// <summary>
    /// This module's live definition is as good. Data of the same size is not to be placed: use the old address; its value lives on. Code and
    /// constants, whose digest is the same then, need not be placed.
    /// </summary>
    Keep,

    /// <summary>A weak definition that another module's definition makes unnecessary: do not place it.</summary>
    Yield,
}

/// <summary>What the agent says about a <see cref="SymbolWant"/>.</summary>
/// <param name="Kind">What is known of it now; Unknown if nobody has defined it and nobody calls it.</param>
/// <param name="Stub">
/// Address of the stub, in reach of every module's code; 0 for data and for unknown symbols. Host functions that are called have one.
/// </param>
/// <param name="Address">
/// The public address that a pointer to the symbol has: a module function's stub, a host symbol's own address, data's
/// address; 0 while unknown.
/// </param>
/// <param name="IsHost">Whether the runtime's process itself provides it; its address may be out of a 32-bit reach.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Body">
/// The address of the function's own bytes if calls may lead there: it is Ready, and begins with an <see cref="EntryNoOp"/>, through which they
/// reach what comes in its place. The commit names it among its <see cref="CommitRequest.Calls"/>. Otherwise 0.
/// </param>
public readonly record struct WantBinding(SymbolKind Kind, ulong Stub, ulong Address, bool IsHost, SymbolState State, ulong Body = 0);
