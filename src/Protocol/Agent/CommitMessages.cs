using System.Runtime.InteropServices;

namespace Graft.Protocol;

/// <summary>
/// Ends a link. Symbols are named by index: <c>0..D-1</c> are the definitions of the <see cref="ResolveRequest"/>,
/// <c>D..D+W-1</c> its wants.
/// </summary>
/// <param name="Addresses">
/// The final address of each definition; 0 for those that were not placed (kept, yielded or discarded). Code and constants that
/// <see cref="DefinitionOutcome.Keep"/> was offered for may be placed all the same.
/// </param>
/// <param name="DefinedIn">The node that each definition lies in; -1 for those that were not placed.</param>
/// <param name="Nodes">The placed sections and what they need: readiness is computed over them.</param>
/// <param name="Units">Initialisers and frames of each unit of the request, index by index.</param>
/// <param name="Fixups">Fields that could not be filled because their symbol is not known yet.</param>
public sealed record CommitRequest(
    FlatList<ulong> Addresses,
    FlatList<int> DefinedIn,
    NodeTable Nodes,
    FlatList<UnitRecord> Units,
    FlatList<FixupRecord> Fixups)
{
    /// <summary>The numbers of initialisers, by unit and in the order of its table; none for a unit that has no numbers.</summary>
    public FlatList<TableRun> InitialiserRuns { get; init; }

    /// <summary>The same for finalisers.</summary>
    public FlatList<TableRun> FinaliserRuns { get; init; }

    /// <summary>Kept definitions whose own bytes, not only their stubs, are referred to by what was placed: they stay as long as that does.</summary>
    public FlatList<int> Holds { get; init; }

    /// <summary>
    /// Symbols whose bodies, as the <see cref="ResolveReply"/> told them, calls of the placed code lead to: their entries stay as long as that does.
    /// </summary>
    public FlatList<int> Calls { get; init; }

    /// <summary>
    /// Whether the code that was placed is reached through stubs and redirectable entries and from itself, and in no other way: then it can be freed once it is replaced
    /// and no thread is in it.
    /// </summary>
    public bool IsCodeByStubs { get; init; }

    /// <summary>How many bytes at the start of the read-only range are used by the placed code alone: they can be freed with it.</summary>
    public ulong OwnReadOnly { get; init; }

    /// <summary>The digests of the definitions, index by index; none if they came with the <see cref="ResolveRequest"/> or follow.</summary>
    public FlatList<ulong> Digests { get; init; }

    /// <summary>Whether the digests come with <see cref="IAgent.SetDigests"/>.</summary>
    public bool DigestsFollow { get; init; }
}

/// <summary>The placed sections of a commit: a node is the smallest thing that becomes Ready.</summary>
/// <param name="Units">Index of each node's unit.</param>
/// <param name="NeedsNodes">The nodes of this commit that each refers to directly.</param>
/// <param name="NeedsSymbols">Indices of the symbols that each refers to through stub, GOT or fixup, other than weak wants.</param>
public readonly record struct NodeTable(FlatList<int> Units, EdgeTable NeedsNodes, EdgeTable NeedsSymbols)
{
    /// <summary>A table without nodes.</summary>
    public static NodeTable Empty { get; } = new([], EdgeTable.Empty, EdgeTable.Empty);

    /// <summary>How many nodes there are.</summary>
    public int Count => Units.Count;
}

/// <summary>What a unit wants run or registered. All addresses are the runtime's; counts are of 8-byte pointers.</summary>
/// <param name="InitArray">Address of the initialiser pointers, in the order to run them.</param>
/// <param name="InitCount">How many.</param>
/// <param name="FiniArray">Address of the finaliser pointers, in the order to run them.</param>
/// <param name="FiniCount">How many.</param>
/// <param name="EhFrame">Address of the unit's .eh_frame, terminated by a zero word; 0 if it has none.</param>
/// <param name="EhFrameSize">Its size in bytes with the terminator.</param>
/// <param name="FrameNode">The node that its frames lie in; <see cref="ManyNodes"/> if there are several. Without meaning if it has none.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly record struct UnitRecord(
    ulong InitArray, int InitCount, ulong FiniArray, int FiniCount, ulong EhFrame, ulong EhFrameSize, int FrameNode = 0)
{
    /// <summary>The <see cref="FrameNode"/> of a unit whose frames lie in several nodes.</summary>
    public const int ManyNodes = -1;
}

/// <summary>How a late field is computed from the symbol's address S, the addend A and the field's address P.</summary>
public enum FixupKind : byte
{
    /// <summary>64 bits, S + A.</summary>
    Absolute64,

    /// <summary>32 bits, S + A - P, signed.</summary>
    PcRelative32,

    /// <summary>64 bits, S + A - P.</summary>
    PcRelative64,

    /// <summary>
    /// A pair of words for <c>__tls_get_addr</c>: the module of a thread-local variable and S + A, its place there
    /// (R_X86_64_DTPMOD64 and R_X86_64_DTPOFF64).
    /// </summary>
    ThreadLocalPair,

    /// <summary>A pair of words for a descriptor call: a function and its argument (R_X86_64_TLSDESC).</summary>
    ThreadLocalDescriptor,

    /// <summary>64 bits, S + A - TP: how far a thread-local variable of the process lies from every thread's pointer.</summary>
    ThreadPointerOffset,
}

/// <summary>A field that the agent fills when its symbol becomes known; the node that holds it cannot be Ready before.</summary>
/// <param name="Node">Index of the node that waits for it: the section that holds the field, or each that uses the GOT entry.</param>
/// <param name="Symbol">Index of the symbol.</param>
/// <param name="Kind">The formula.</param>
/// <param name="Address">P, the field's address in the runtime.</param>
/// <param name="Addend">A.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly record struct FixupRecord(int Node, int Symbol, FixupKind Kind, ulong Address, long Addend)
{
    /// <summary>
    /// The symbol of a <see cref="FixupKind.ThreadLocalDescriptor"/> whose variable's address is known: the addend is that address, and
    /// only the function is the runtime's.
    /// </summary>
    public const int NoSymbol = -1;
}

/// <summary>What a commit did.</summary>
/// <param name="Generation">Its number, counted over the whole runtime from 1.</param>
/// <param name="Ready">How many symbols are Ready of those the commit brought.</param>
/// <param name="Waiting">How many are not.</param>
/// <param name="Missing">The symbols they wait for that nobody has defined.</param>
/// <param name="Diagnostics">Warnings: signature mismatches, retained definitions.</param>
public sealed record CommitReply(
    long Generation, int Ready, int Waiting, IReadOnlyList<MissingSymbol> Missing, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>A symbol that somebody waits for.</summary>
/// <param name="Name">The symbol.</param>
/// <param name="Module">A module that wants it.</param>
/// <param name="Unit">The unit that wants it.</param>
/// <param name="Signature">The wanted signature; empty if unknown.</param>
/// <param name="Advice">What was probably meant, for the end of a message, with <c>; </c> in front; empty if nothing comes near.</param>
public readonly record struct MissingSymbol(string Name, string Module, string Unit, string Signature, string Advice = "");
