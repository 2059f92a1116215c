using CliWrap;
using CliWrap.Buffered;
using Graft.Tests.Compile;

namespace Graft.Tests.Link;

/// <summary>The compilers and linkers that tests compare with.</summary>
internal static class Toolchain
{
    /// <summary>Generous: SQLite at -O2 takes 20 seconds alone, and machines are shared.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Compiles C text to an object; if it has the notes of a patchable build, with entries as in one.</summary>
    public static async Task<byte[]> CompileAsync(string source, params string[] arguments)
    {
        string folder = Directory.CreateTempSubdirectory("graft-link-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "unit.c"), source);
            await RunAsync(InstalledLlvm.Tool("clang"), folder, ["-c", "-w", "-ffunction-sections", "-fdata-sections", .. source.Contains("graft 1 patchable") ? ["-fpatchable-function-entry=8"] : Array.Empty<string>(), .. arguments, "unit.c", "-o", "unit.o"]);
            return await File.ReadAllBytesAsync(Path.Combine(folder, "unit.o"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs a tool that has to succeed; gives its output.</summary>
    public static async Task<string> RunAsync(string tool, string folder, params string[] arguments)
    {
        var result = await ExecuteAsync(tool, folder, arguments);
        Assert.True(result.ExitCode == 0, $"{tool} {string.Join(' ', arguments)}: {result.StandardError}");
        return result.StandardOutput;
    }

    /// <summary>Runs a tool that has to fail; gives its errors.</summary>
    public static async Task<string> FailAsync(string tool, string folder, params string[] arguments)
    {
        var result = await ExecuteAsync(tool, folder, arguments);
        Assert.True(result.ExitCode != 0, $"{tool} {string.Join(' ', arguments)} succeeded");
        return result.StandardError;
    }

    private static async Task<BufferedCommandResult> ExecuteAsync(string tool, string folder, string[] arguments)
    {
        using var limit = new CancellationTokenSource(Limit);
        return await CliWrap.Cli.Wrap(tool).WithArguments(arguments).WithWorkingDirectory(folder)
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(limit.Token);
    }
}
