using static Graft.Protocol.DiagnosticSeverity;

namespace Graft.Protocol;

/// <summary>
/// Every diagnostic that Graft gives. The first digit is the room: 1 sources and compilation, 2 objects, 3 linking,
/// 4 runtime and patching, 5 processes, 6 usage. Codes are frozen once published.
/// </summary>
public static class DiagnosticCatalog
{
    /// <summary>LLVM does not accept the text of an IR file.</summary>
    public static readonly DiagnosticDescriptor InvalidIr = new("GRAFT1001", Error, "Invalid LLVM IR");

    /// <summary>The compiler died on an input; only its process was lost.</summary>
    public static readonly DiagnosticDescriptor CompilerCrashed = new("GRAFT1002", Error, "The compiler crashed on an input");

    /// <summary>The compiler did not finish within its limit.</summary>
    public static readonly DiagnosticDescriptor CompilerTimedOut = new("GRAFT1003", Error, "The compiler took too long");

    /// <summary>An input file holds nothing.</summary>
    public static readonly DiagnosticDescriptor EmptyInput = new("GRAFT1004", Error, "Empty input");

    /// <summary>An input file cannot be read, or an output cannot be written.</summary>
    public static readonly DiagnosticDescriptor FileAccess = new("GRAFT1005", Error, "A file cannot be read or written");

    /// <summary>clang reports an error in C or C++ source.</summary>
    public static readonly DiagnosticDescriptor ClangError = new("GRAFT1006", Error, "Error in C or C++ source");

    /// <summary>clang reports a warning in C or C++ source.</summary>
    public static readonly DiagnosticDescriptor ClangWarning = new("GRAFT1007", Warning, "Warning in C or C++ source");

    /// <summary>libLLVM or clang is not installed, or is too old.</summary>
    public static readonly DiagnosticDescriptor ToolchainMissing = new("GRAFT1008", Error, "LLVM or clang not found");

    /// <summary>LLVM cannot generate code for something that it parsed.</summary>
    public static readonly DiagnosticDescriptor CodeGeneration = new("GRAFT1009", Error, "LLVM cannot generate code");

    /// <summary>LLVM compiles something, but doubts that it is meant.</summary>
    public static readonly DiagnosticDescriptor CompilerWarning = new("GRAFT1010", Warning, "Warning from LLVM");

    /// <summary>The cache of objects cannot be written: builds are right, but slower than they could be.</summary>
    public static readonly DiagnosticDescriptor CacheTrouble = new("GRAFT1011", Warning, "Cache cannot be used");

    /// <summary>A tool was replaced between being chosen and being started: what it makes must not be taken for the old one's.</summary>
    public static readonly DiagnosticDescriptor ToolReplaced = new("GRAFT1012", Error, "A tool was replaced while the build ran");

    /// <summary>Another process builds the same files, for longer than one waits.</summary>
    public static readonly DiagnosticDescriptor ModuleIsBusy = new("GRAFT1013", Error, "A module is being built by another process");

    /// <summary>An option of clang would have no effect in code that Graft compiles.</summary>
    public static readonly DiagnosticDescriptor OptionNotSupported = new("GRAFT1014", Error, "Option of clang cannot work");

    /// <summary>A file is not an object, is truncated or contradicts itself.</summary>
    public static readonly DiagnosticDescriptor CorruptObject = new("GRAFT2001", Error, "Corrupt object file");

    /// <summary>An object is for another architecture, operating system or word size.</summary>
    public static readonly DiagnosticDescriptor WrongArchitecture = new("GRAFT2002", Error, "Object for another architecture");

    /// <summary>An object uses something that Graft does not support.</summary>
    public static readonly DiagnosticDescriptor UnsupportedObject = new("GRAFT2003", Error, "Unsupported object feature");

    /// <summary>An archive is truncated or contradicts itself.</summary>
    public static readonly DiagnosticDescriptor CorruptArchive = new("GRAFT2004", Error, "Corrupt archive");

    /// <summary>A section of an object belongs to two groups, which could be chosen and left out at once.</summary>
    public static readonly DiagnosticDescriptor OverlappingGroups = new("GRAFT2005", Error, "Overlapping section groups");

    /// <summary>An object cannot be taken apart, or its parts cannot be put together as asked.</summary>
    public static readonly DiagnosticDescriptor ObjectNotMergeable = new("GRAFT2006", Error, "Objects cannot be merged");

    /// <summary>Nobody defines a symbol.</summary>
    public static readonly DiagnosticDescriptor UndefinedSymbol = new("GRAFT3001", Error, "Undefined symbol");

    /// <summary>Two units define the same strong symbol.</summary>
    public static readonly DiagnosticDescriptor DuplicateSymbol = new("GRAFT3002", Error, "Duplicate symbol");

    /// <summary>A relocation's value does not fit its field.</summary>
    public static readonly DiagnosticDescriptor RelocationOutOfRange = new("GRAFT3003", Error, "Relocation out of range");

    /// <summary>A relocation of a type that Graft does not support.</summary>
    public static readonly DiagnosticDescriptor UnsupportedRelocation = new("GRAFT3004", Error, "Unsupported relocation");

    /// <summary>A caller was compiled for another signature than the definition has.</summary>
    public static readonly DiagnosticDescriptor SignatureMismatch = new("GRAFT3005", Warning, "Signature mismatch") { Verdict = VerdictKind.Inert };

    /// <summary>A module is loaded but waits for symbols that nobody defines yet.</summary>
    public static readonly DiagnosticDescriptor StillWaiting = new("GRAFT3006", Info, "Module waits for symbols");

    /// <summary>The function that chooses an indirect function's implementation gave none.</summary>
    public static readonly DiagnosticDescriptor NothingChosen = new("GRAFT3007", Warning, "Indirect function without implementation");

    /// <summary>An object file changed while it was being loaded.</summary>
    public static readonly DiagnosticDescriptor InputChanged = new("GRAFT3008", Error, "Input changed during a load");

    /// <summary>A name is a thread-local variable in one place and none in another.</summary>
    public static readonly DiagnosticDescriptor ThreadLocalMismatch = new("GRAFT3009", Error, "Thread-local in one place only");

    /// <summary>Code reaches a thread-local variable at a fixed distance, which only a program's own variables have.</summary>
    public static readonly DiagnosticDescriptor StaticThreadLocal = new("GRAFT3010", Error, "Thread-local at a fixed distance");

    /// <summary>No runtime of that name exists.</summary>
    public static readonly DiagnosticDescriptor NoRuntime = new("GRAFT4001", Error, "No such runtime");

    /// <summary>The runtime's process ended, or the connection to it broke.</summary>
    public static readonly DiagnosticDescriptor RuntimeLost = new("GRAFT4002", Error, "Runtime lost");

    /// <summary>The runtime speaks another version of the protocol.</summary>
    public static readonly DiagnosticDescriptor RuntimeVersion = new("GRAFT4003", Error, "Runtime of another version");

    /// <summary>The arena has no room for the module.</summary>
    public static readonly DiagnosticDescriptor ArenaFull = new("GRAFT4004", Error, "Arena full");

    /// <summary>Live data would change its size or type.</summary>
    public static readonly DiagnosticDescriptor DataTypeChanged = new("GRAFT4005", Error, "Live data changed its type") { Verdict = VerdictKind.Refused };

    /// <summary>Another process changed the module between reserve and commit.</summary>
    public static readonly DiagnosticDescriptor CommitConflict = new("GRAFT4006", Error, "Module was changed by another process");

    /// <summary>Something did not happen within its limit.</summary>
    public static readonly DiagnosticDescriptor WaitTimedOut = new("GRAFT4007", Error, "Wait timed out");

    /// <summary>A call reached a function that is not there.</summary>
    public static readonly DiagnosticDescriptor CallOfMissingFunction = new("GRAFT4008", Error, "Call of a missing function");

    /// <summary>A function cannot be called as asked: unknown, of unknown signature, or wrong arguments.</summary>
    public static readonly DiagnosticDescriptor NotCallable = new("GRAFT4009", Error, "Function cannot be called");

    /// <summary>A changed initialiser of live data has no effect: the data keeps its value.</summary>
    public static readonly DiagnosticDescriptor InitialiserInert = new("GRAFT4010", Warning, "Changed initialiser has no effect") { Verdict = VerdictKind.Inert };

    /// <summary>A runtime of that name is running already.</summary>
    public static readonly DiagnosticDescriptor RuntimeExists = new("GRAFT4011", Error, "Runtime exists already");

    /// <summary>A definition was removed while it is in use; the old one stays.</summary>
    public static readonly DiagnosticDescriptor DefinitionRetained = new("GRAFT4012", Warning, "Removed definition is retained") { Verdict = VerdictKind.Inert };

    /// <summary>A peer sent what the protocol does not allow; the request was refused.</summary>
    public static readonly DiagnosticDescriptor ProtocolViolation = new("GRAFT4013", Error, "Protocol violation");

    /// <summary>A commit took effect, but what the program does after one failed.</summary>
    public static readonly DiagnosticDescriptor PatchHandlerFailed = new("GRAFT4014", Warning, "Program failed after a patch");

    /// <summary>A program that Graft runs was ended by a fatal signal.</summary>
    public static readonly DiagnosticDescriptor ProgramCrashed = new("GRAFT4015", Error, "Program crashed");

    /// <summary>A module cannot be unloaded: others refer to it, or a thread runs its code.</summary>
    public static readonly DiagnosticDescriptor ModuleInUse = new("GRAFT4018", Error, "Module is in use");

    /// <summary>The runtime holds no module of that name.</summary>
    public static readonly DiagnosticDescriptor NoModule = new("GRAFT4019", Error, "No such module");

    /// <summary>A loaded module would change the modules that it searches.</summary>
    public static readonly DiagnosticDescriptor LinkOrderChanged = new("GRAFT4020", Error, "Link order of a loaded module changed");

    /// <summary>A runtime is in the midst of a change: the same thread asks for another one, or the thread that makes it sleeps for good.</summary>
    public static readonly DiagnosticDescriptor CannotChange = new("GRAFT4021", Error, "Runtime is in the midst of a change");

    /// <summary>Another change of the runtime runs code that does not end.</summary>
    public static readonly DiagnosticDescriptor OtherChangeLasts = new("GRAFT4022", Error, "Another change of the runtime does not end");

    /// <summary>A registered thread did not come to a sync point within the limit of a synced commit.</summary>
    public static readonly DiagnosticDescriptor NoSyncPoint = new("GRAFT4023", Error, "Thread did not come to a sync point");

    /// <summary>The program, or a module's hook, does not want a patch at this moment.</summary>
    public static readonly DiagnosticDescriptor PatchVetoed = new("GRAFT4024", Error, "Patch was vetoed");

    /// <summary>A module was not loaded because another one of the same transaction was refused.</summary>
    public static readonly DiagnosticDescriptor TransactionRefused = new("GRAFT4025", Error, "Transaction refused");

    /// <summary>Modules that are loaded together both bring a variable that they are to share.</summary>
    public static readonly DiagnosticDescriptor TransactionCollision = new("GRAFT4026", Error, "Modules of a transaction collide");

    /// <summary>A variable whose type changed cannot move to new memory, or not now.</summary>
    public static readonly DiagnosticDescriptor CannotMigrate = new("GRAFT4027", Error, "Variable cannot be migrated") { Verdict = VerdictKind.Refused };

    /// <summary>There is nothing to take back, or to put into effect again.</summary>
    public static readonly DiagnosticDescriptor NothingToUndo = new("GRAFT4028", Error, "Nothing to undo");

    /// <summary>A generation cannot be taken back any more.</summary>
    public static readonly DiagnosticDescriptor CannotUndo = new("GRAFT4029", Error, "Generation cannot be undone");

    /// <summary>A runtime that follows another did not get what was loaded into that.</summary>
    public static readonly DiagnosticDescriptor FollowerLeftBehind = new("GRAFT4030", Warning, "Follower was left behind");

    /// <summary>Module code faulted: SIGSEGV, SIGBUS, SIGFPE or SIGILL.</summary>
    public static readonly DiagnosticDescriptor FaultInModule = new("GRAFT4031", Error, "Fault in module code");

    /// <summary>A generation was taken back because a function that it patched faulted.</summary>
    public static readonly DiagnosticDescriptor FaultTakenBack = new("GRAFT4032", Warning, "Faulty patch taken back");

    /// <summary>A thread that faulted sleeps for good, since there is no guard to lead it to.</summary>
    public static readonly DiagnosticDescriptor ThreadParked = new("GRAFT4033", Warning, "Faulting thread parked");

    /// <summary>An edit of a loaded module is in effect.</summary>
    public static readonly DiagnosticDescriptor EditApplied = new("GRAFT4034", Info, "Edit is in effect") { Verdict = VerdictKind.Applied };

    /// <summary>A function was changed that never returns: a thread that is inside does not see it.</summary>
    public static readonly DiagnosticDescriptor EndlessFunction = new("GRAFT4035", Warning, "Changed function never returns") { Verdict = VerdictKind.Inert };

    /// <summary>A definition was removed that others refer to; the old one stays.</summary>
    public static readonly DiagnosticDescriptor RemovedInUse = new("GRAFT4036", Warning, "Removed definition is in use") { Verdict = VerdictKind.Refused };

    /// <summary>A unit was replaced whose functions are bound to each other: a thread that is inside stays in the old ones.</summary>
    public static readonly DiagnosticDescriptor UnitReplaced = new("GRAFT4037", Info, "Unit was replaced as a whole") { Verdict = VerdictKind.Inert };

    /// <summary>A module was named whose archive lies in several places, with different content.</summary>
    public static readonly DiagnosticDescriptor SeveralArchives = new("GRAFT4038", Info, "Several archives of a module");

    /// <summary>The engine host could not be reached or died; the build goes on without it.</summary>
    public static readonly DiagnosticDescriptor HostUnavailable = new("GRAFT5001", Info, "Engine host unavailable");

    /// <summary>The work was cancelled.</summary>
    public static readonly DiagnosticDescriptor Cancelled = new("GRAFT5002", Error, "Cancelled");

    /// <summary>Graft itself failed; please report it.</summary>
    public static readonly DiagnosticDescriptor InternalError = new("GRAFT5003", Error, "Internal error");

    /// <summary>A command or project asks for something that makes no sense.</summary>
    public static readonly DiagnosticDescriptor Usage = new("GRAFT6001", Error, "Invalid request");
}
