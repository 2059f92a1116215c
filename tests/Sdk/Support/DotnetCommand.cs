using CliWrap;

namespace Graft.Tests.Sdk;

/// <summary>What a run of the dotnet command printed and how it ended.</summary>
public sealed record DotnetResult(int ExitCode, string Output);

/// <summary>Runs the dotnet command as a user would, with nothing of the environment in which the tests themselves run.</summary>
public static class DotnetCommand
{
    /// <summary>Far more than any build here takes, so that a hang fails the test and not the whole run.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Runs it to its end.</summary>
    /// <param name="folder">The working folder.</param>
    /// <param name="environment">Variables to add.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="interrupt">Sends SIGINT, as Ctrl+C does, when cancelled.</param>
    public static async Task<DotnetResult> RunAsync(
        string folder, IReadOnlyDictionary<string, string?> environment, IReadOnlyList<string> arguments,
        CancellationToken interrupt = default)
    {
        using var limit = new CancellationTokenSource(Limit);
        var output = new System.Text.StringBuilder();
        var command = CliWrap.Cli.Wrap("dotnet")
            .WithWorkingDirectory(folder)
            .WithArguments(arguments)
            .WithEnvironmentVariables(Cleaned(environment))
            .WithValidation(CommandResultValidation.None)
            .WithStandardOutputPipe(PipeTarget.ToStringBuilder(output))
            .WithStandardErrorPipe(PipeTarget.ToStringBuilder(output));
        try
        {
            var result = await command.ExecuteAsync(limit.Token, interrupt);
            return new(result.ExitCode, output.ToString());
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return new(-1, output.ToString());
        }
    }

    private static Dictionary<string, string?> Cleaned(IReadOnlyDictionary<string, string?> added)
    {
        // `dotnet test` tells its children where its own MSBuild is; and no build node may outlive a test.
        var environment = new Dictionary<string, string?>
        {
            ["MSBuildSDKsPath"] = null,
            ["MSBuildExtensionsPath"] = null,
            ["MSBuildLoadMicrosoftTargetsReadOnly"] = null,
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_CLI_UI_LANGUAGE"] = "en",
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
            ["MSBUILDTERMINALLOGGER"] = "off",
        };
        foreach (var (name, value) in added)
            environment[name] = value;
        return environment;
    }
}
