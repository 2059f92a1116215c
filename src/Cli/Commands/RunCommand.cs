using System.CommandLine;
using System.Runtime.InteropServices;
using Graft.Cli.Linking;
using Graft.Cli.Output;
using Graft.Client;
using Graft.Protocol;

namespace Graft.Cli.Commands;

/// <summary><c>graft run</c>: a runtime that waits for modules.</summary>
internal static class RunCommand
{
    private const string RollBack = "roll-back";
    private const string Stop = "stop";
    private const string Crash = "crash";

    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var name = new Option<string>("--name", "-n") { Description = "Its name.", DefaultValueFactory = _ => "default" };
        var arena = new Option<ulong>("--arena") { Description = "Size of its memory for modules in MiB, 1 to 2047.", DefaultValueFactory = _ => 256 };
        var lateBinding = new Option<string>("--late-binding")
        {
            Description = "What a call does whose function is not there yet.",
            DefaultValueFactory = _ => "wait",
        };
        lateBinding.AcceptOnlyFromAmong("wait", "fail");
        var waitSeconds = new Option<double>("--wait-seconds") { Description = "How long such a call waits.", DefaultValueFactory = _ => 30 };
        var allow = new Option<string[]>("--allow")
        {
            Description = "Symbols of the process that modules may use; all if not given.",
            AllowMultipleArgumentsPerToken = true,
        };
        var libraries = new Option<string[]>("--library")
        {
            Description = "More libraries of the system that modules may use, such as libz.so.1.",
            AllowMultipleArgumentsPerToken = true,
        };
        var follow = new Option<string?>("--follow")
        {
            Description = "Loads what was, and will be, loaded into a runtime: of the name that is given, or without one of this runtime's own.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var onFault = new Option<string>("--on-fault")
        {
            Description = "What a fault in module code does: take the faulty patch back, end the call, or crash.",
            DefaultValueFactory = _ => RollBack,
        };
        onFault.AcceptOnlyFromAmong(RollBack, Stop, Crash);
        var command = new Command("run", "Runs a runtime until Ctrl+C or 'graft shutdown'.") { name, arena, lateBinding, waitSeconds, allow, libraries, follow, onFault };
        CommandAction.Set(command, (parsed, cancellationToken) =>
        {
            string[] allowed = parsed.GetValue(allow) ?? [];
            var defaults = new RuntimeOptions();
            var options = defaults with
            {
                HostLibraries = [.. defaults.HostLibraries, .. Existing(parsed.GetValue(libraries) ?? [])],
                ArenaSize = LinkAddress.ArenaSize(parsed.GetValue(arena)),
                LateBinding = parsed.GetValue(lateBinding) == "fail"
                    ? LateBinding.Fail()
                    : LateBinding.Wait(CommonOptions.Seconds(parsed, waitSeconds)),
                OnFault = parsed.GetValue(onFault) switch
                {
                    Stop => OnFault.Stop,
                    Crash => OnFault.Crash,
                    _ => OnFault.RollBack,
                },
                HostSymbols = allowed.Length > 0 ? HostSymbolPolicy.AllowList : HostSymbolPolicy.All,
                AllowedHostSymbols = allowed,
                Follows = parsed.GetResult(follow) is null ? null : parsed.GetValue(follow) ?? parsed.GetValue(name),
            };
            return Task.Run(() => Run(parsed.GetValue(name)!, options, cancellationToken), CancellationToken.None);
        });
        return command;
    }

    // A library that a runtime does without by default is one thing, one that was asked for another.
    private static string[] Existing(string[] libraries)
    {
        foreach (string library in libraries)
        {
            if (!NativeLibrary.TryLoad(library, out _))
                throw new GraftException(DiagnosticCatalog.Usage.At($"library '{library}' cannot be loaded; name an installed one, or its path"));
        }

        return libraries;
    }

    // The first time there is nothing to get yet; a host that runs may be faster, and then nothing is left to do.
    private static void Follow(string name, string source, CancellationToken cancellationToken)
    {
        if (new LoadRecords().Read(source).Count > 0)
            SyncCommand.Print(SyncCommand.SyncAsync(name, source, cancellationToken).GetAwaiter().GetResult());
    }

    private static int Run(string name, RuntimeOptions options, CancellationToken cancellationToken)
    {
        using var runtime = Runtime.Create(name, options);
        Terminal.WriteLine($"runtime '{name}' is running, process {Environment.ProcessId}; Ctrl+C ends it");
        if (options.Follows is { } source)
            Follow(name, source, cancellationToken);
        try
        {
            runtime.WaitForShutdown(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C is the usual way to end it.
        }

        return ExitCodes.Success;
    }
}
