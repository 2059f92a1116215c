namespace Graft.Protocol;

/// <summary>
/// The messages between a client and a runtime's agent. A frame is: u32 length of what follows, u16 message, payload.
/// All integers are little-endian; a text is a u32 length and UTF-8 bytes; a list is a u32 count and its elements.
/// What a link has thousands of - symbols, nodes, edges - travels as rows without padding, names as one run of bytes.
/// A client sends one request and reads one answer, which may always be <see cref="Refused"/> instead. Only Define has none: what there is to object
/// to it is told by the answer to Resolve, which has to follow.
/// <code>
/// request        payload                                   answer        payload
/// Hello          magic u64, protocol u32, tool text,       Welcome       magic u64, protocol u32, tool text, base u64,
///                pid u32                                                 size u64, pid u32, name text; then one byte
///                                                                        that carries the memfd (SCM_RIGHTS)
/// OpenModule     module text                               ModuleState   generation, units
/// Define         ResolveRequest without wants              -             -
/// Resolve        wants                                     Resolved      ResolveReply
/// Reserve        SlabSize                                  Slab          three ranges: code, read-only, data
/// Commit         CommitRequest                             Committed     CommitReply
/// SetDigests     list of u64                               Done          -
/// Stage          CommitRequest                             Done          -
/// CommitStaged   consistency u8, limit in ms u32           StagedCommitted  list of CommitReply
/// Abandon        -                                         Done          -
/// GetStatus      -                                         Status        RuntimeStatus
/// GetSymbols     module text, empty for all                Symbols       list of RuntimeSymbol
/// GetHistory     -                                         History       list of GenerationRecord
/// Wait           names, state u8, limit in ms u32          Done          -
/// Call           CallRequest                               Returned      u64, the bits of the result
/// Shutdown       -                                         Done          -
/// Unload         module names, force u8                    Unloaded      UnloadReply
/// Undo           generation i64, 0 for the newest; terms   Undone        UndoReply
/// Redo           CommitTerms                               Undone        UndoReply
/// any                                                      Refused       list of diagnostics
/// </code>
/// For ever fixed, so that any two versions can tell each other what they are: the frame, the numbers of Hello, Welcome
/// and Refused, the first three fields of Hello and Welcome, and the whole of Refused.
/// </summary>
internal enum AgentMessage : ushort
{
    Hello = 1,
    Welcome = 2,
    Refused = 3,
    Done = 4,
    OpenModule = 16,
    ModuleState = 17,
    Resolve = 18,
    Resolved = 19,
    Reserve = 20,
    Slab = 21,
    Commit = 22,
    Committed = 23,
    Stage = 24,
    CommitStaged = 25,
    StagedCommitted = 26,
    Abandon = 27,
    SetDigests = 28,
    Define = 29,
    GetStatus = 32,
    Status = 33,
    GetSymbols = 34,
    Symbols = 35,
    GetHistory = 36,
    History = 37,
    Wait = 38,
    Call = 40,
    Returned = 41,
    Shutdown = 42,
    Unload = 43,
    Unloaded = 44,
    Undo = 45,
    Redo = 46,
    Undone = 47,
}
