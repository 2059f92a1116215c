using System.Text;
using CliWrap;

namespace Graft.Tests.Programs;

/// <summary>What a run of a program gave.</summary>
/// <param name="ExitCode">Its exit code; 128 and the signal's number if one ended it.</param>
/// <param name="Output">All that it wrote to stdout, byte by byte.</param>
/// <param name="Error">All that it wrote to stderr.</param>
internal sealed record ProgramOutcome(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a command with a program's arguments, environment and input, in a time that no program here needs.</summary>
    public static async Task<ProgramOutcome> RunAsync(string command, ProgramHeader header, params string[] before)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var output = new StringBuilder();
        var error = new StringBuilder();
        var result = await CliWrap.Cli.Wrap("env")
            // This process ignores SIGPIPE, as all of .NET, and children inherit that.
            .WithArguments(["--default-signal=PIPE", command, .. before, .. header.Arguments])
            .WithEnvironmentVariables(variables =>
            {
                foreach (string variable in header.Environment)
                    variables.Set(variable[..variable.IndexOf('=', StringComparison.Ordinal)], variable[(variable.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            })
            .WithStandardInputPipe(PipeSource.FromString(header.Input))
            .WithStandardOutputPipe(PipeTarget.ToStringBuilder(output, Encoding.Latin1))
            .WithStandardErrorPipe(PipeTarget.ToStringBuilder(error, Encoding.Latin1))
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(limit.Token);
        return new(result.ExitCode, output.ToString(), error.ToString());
    }
}
