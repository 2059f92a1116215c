using System.CommandLine;
using System.CommandLine.Invocation;
using Graft.Cli.Commands;
using Graft.Exec;

// A program's start must not wait for the command line's libraries, and its main must run on this very thread.
if (args is ["exec", .. var program])
    return ExecCommand.Run(program);

var root = new RootCommand("Puts native code into running processes: starts runtimes, loads modules, calls what they hold.")
{
    RunCommand.Create(),
    LoadCommand.Create(),
    CallCommand.Create(),
    StatusCommand.Create(),
    SymbolsCommand.Create(),
    WaitCommand.Create(),
    UnloadCommand.Create(),
    SyncCommand.Create(),
    HistoryCommand.Create(),
    UndoCommand.CreateUndo(),
    UndoCommand.CreateRedo(),
    WatchCommand.Create(),
    ShutdownCommand.Create(),
    ExecHelp.Create(),
    LinkCommand.Create(),
};
var parsed = root.Parse(args);
if (parsed.Action is ParseErrorAction refusal)
{
    // One line says what is wrong; the whole help would hide it.
    refusal.ShowHelp = false;
}

// The library answers 1 to what it cannot parse; a script must be able to tell that from work that failed.
int code = await parsed.InvokeAsync().ConfigureAwait(false);
return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
