using System.CommandLine;
using System.Globalization;
using Graft.Cli.Output;
using Graft.Client;
using Graft.Protocol;

namespace Graft.Cli.Commands;

/// <summary><c>graft status</c>: all runtimes of this user, and the engine hosts.</summary>
internal static class StatusCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var json = CommonOptions.Json();
        var command = new Command("status", "Shows what is running: runtimes, their modules and memory, the engine host.") { json };
        CommandAction.Set(command, async (parsed, cancellationToken) =>
        {
            var runtimes = RuntimeName.Running().Select(Ask).OfType<RuntimeStatus>().ToList();
            var output = new StatusOutput(runtimes, await AskHostsAsync(cancellationToken).ConfigureAwait(false));
            if (parsed.GetValue(json))
                Terminal.WriteJson(output, CliJson.Default.StatusOutput);
            else
                Print(output);
            return ExitCodes.Success;
        });
        return command;
    }

    // A runtime may end between being listed and being asked.
    private static RuntimeStatus? Ask(string name)
    {
        try
        {
            using var agent = AgentConnection.Connect(name);
            return agent.GetStatus();
        }
        catch (GraftException e)
        {
            Terminal.Tell(e.Diagnostics);
            return null;
        }
    }

    private static async Task<IReadOnlyList<HostStatus>> AskHostsAsync(CancellationToken cancellationToken)
    {
        var hosts = await RunningHost.FindAllAsync(home: null, cancellationToken).ConfigureAwait(false);
        var answers = await Task.WhenAll(hosts.Select(host => host.GetStatusAsync(cancellationToken))).ConfigureAwait(false);
        return [.. answers.OfType<HostStatus>()];
    }

    private static void Print(StatusOutput output)
    {
        if (output.Runtimes.Count == 0)
            Terminal.WriteLine("no runtime is running");
        foreach (var runtime in output.Runtimes)
            Print(runtime);
        if (output.Hosts.Count == 0)
            Terminal.WriteLine("engine host: not running; the next build starts it");
        foreach (var host in output.Hosts)
        {
            Terminal.WriteLine(
                $"engine host: process {host.ProcessId}, {Count(host.Modules, "module")} with {Count(host.Symbols, "symbol")}, {Count(host.Workers, "compile worker")}"
                + (host.LlvmVersion.Length > 0 ? $", LLVM {host.LlvmVersion}" : ""));
        }
    }

    private static void Print(RuntimeStatus runtime)
    {
        Terminal.WriteLine($"runtime '{runtime.Name}': process {runtime.ProcessId}, generation {runtime.Generation}");
        Terminal.WriteLine(
            $"  memory: code {Use(runtime.Code)}, constants {Use(runtime.ReadOnly)}, data {Use(runtime.Data)}, "
            + $"slots {runtime.Slots.Used} of {runtime.Slots.Size}");
        if (runtime.Modules.Count > 0)
        {
            Terminal.WriteTable(
                ["module", "generation", "units"],
                runtime.Modules.Select(module => new[] { module.Name, Number(module.Generation), Number(module.Units) }));
        }

        if (runtime.Activity.Length > 0)
            Terminal.WriteLine($"  is changing: {runtime.Activity}");
        foreach (var missing in runtime.Missing)
            Terminal.WriteLine($"  waits for {missing.Name}{Signature(missing)}, wanted by {missing.Module} ({missing.Unit})");
        foreach (var retained in runtime.Retained)
            Terminal.WriteLine($"  retains {Describe(retained)}");
        foreach (var fault in runtime.Faults)
            Terminal.WriteLine($"  fault {fault.Number}: {fault.Message}; {Outcome(fault)}");
    }

    private static string Describe(RetainedMemory retained)
    {
        string reason = retained.Reason switch
        {
            RetentionReason.Undo => "an undo may want it",
            RetentionReason.InUse => "it is still in use, or lies between what is",
            RetentionReason.Addresses => "its addresses may be held",
            RetentionReason.Callers => "code in use calls through its entries",
            _ when retained.Who.Count > 0 => $"not passed a sync point: {string.Join(", ", retained.Who)}",
            _ => "threads may be in it: none is registered, or one had it on its stack",
        };
        string generation = retained.Generations == 1
            ? $"generation {Number(retained.Generation)}"
            : $"{Number(retained.Generations)} generations up to {Number(retained.Generation)}";
        return string.Create(CultureInfo.InvariantCulture, $"{retained.Bytes} bytes of {retained.Module}, {generation}: {reason}");
    }

    private static string Outcome(FaultRecord fault)
    {
        string end = fault.Outcome switch
        {
            FaultOutcome.Returned => "its call has ended",
            FaultOutcome.Parked => "the thread sleeps for good",
            _ => "the process's own handlers went on with it",
        };
        return fault.TakenBack == 0 ? end : $"{end}, generation {Number(fault.TakenBack)} was taken back";
    }

    private static string Signature(MissingSymbol missing) => missing.Signature.Length > 0 ? $" {missing.Signature}" : "";

    private static string Use(RegionUse use) =>
        string.Create(CultureInfo.InvariantCulture, $"{use.Used / 1024.0:0} of {use.Size / 1024.0:0} KiB");

    private static string Count(long count, string what) => count == 1 ? $"1 {what}" : $"{Number(count)} {what}s";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
