using System.CommandLine;
using Graft.Cli.Commands;
using Graft.Cli.Output;
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

// Who says nothing wants to know what there is to say; a script that does still fails.
if (args.Length == 0)
{
    await root.Parse("--help").InvokeAsync().ConfigureAwait(false);
    return ExitCodes.Usage;
}

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    Terminal.Tell(UsageErrors.Of(parsed));
    return ExitCodes.Usage;
}

return await parsed.InvokeAsync().ConfigureAwait(false);
