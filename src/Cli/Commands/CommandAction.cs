using System.CommandLine;
using Graft.Cli.Output;
using Graft.Protocol;

namespace Graft.Cli.Commands;

/// <summary>The edge of every command: diagnostics go to stderr, and the exit code follows from them.</summary>
internal static class CommandAction
{
    /// <summary>Gives a command its work.</summary>
    /// <param name="command">The command.</param>
    /// <param name="work">Does it; the result is the exit code. A <see cref="GraftException"/> is told, and is a failure.</param>
    public static void Set(Command command, Func<ParseResult, CancellationToken, Task<int>> work) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return await work(parsed, cancellationToken).ConfigureAwait(false);
            }
            catch (GraftException e)
            {
                Terminal.Tell(e.Diagnostics);
                bool isUsage = e.Diagnostics.All(diagnostic => diagnostic.Code == DiagnosticCatalog.Usage.Code);
                return isUsage ? ExitCodes.Usage : ExitCodes.Failure;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                Terminal.Tell([DiagnosticCatalog.Cancelled.At($"{command.Name} was cancelled")]);
                return ExitCodes.Failure;
            }
#pragma warning disable CA1031 // A defect of Graft is told like everything else, not as a stack trace.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Terminal.Tell([DiagnosticCatalog.InternalError.At($"{command.Name}: {e.GetType().Name}: {e.Message}; please report it")]);
                return ExitCodes.Failure;
            }
        });
}
