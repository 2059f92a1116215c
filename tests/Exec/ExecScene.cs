using System.Text;
using CliWrap;
using Graft.Tests.Cli;
using Graft.Tests.Compile;
using Graft.Tests.Link;

namespace Graft.Tests.Exec;

/// <summary>Programs that run through <c>graft exec</c>, and natively linked to compare with. Disposing removes the files.</summary>
internal sealed class ExecScene : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "graft.dll");

    /// <summary>Where files are and programs run.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("graft-x").FullName;

    /// <summary>Writes a file.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Compiles C, or C++ if the name says so, with clang.</summary>
    /// <returns>The object's path.</returns>
    public async Task<string> ObjectAsync(string name, string source, params string[] arguments)
    {
        string path = Write(name, source);
        await Toolchain.RunAsync(InstalledLlvm.Tool("clang"), Folder,
            ["-c", .. arguments.DefaultIfEmpty("-O1"), path, "-o", path + ".o"]);
        return path + ".o";
    }

    /// <summary>Runs <c>graft exec</c>.</summary>
    public Task<GraftResult> ExecAsync(params string[] arguments) => ExecAsync(PipeSource.Null, arguments);

    /// <summary>Runs <c>graft exec</c> with something to read.</summary>
    public Task<GraftResult> ExecAsync(PipeSource input, params string[] arguments) =>
        RunAsync("dotnet", input, [Program, "exec", .. arguments]);

    /// <summary>Links objects with the system's linker and runs the result.</summary>
    public async Task<GraftResult> RunNativelyAsync(PipeSource input, string[] objects, params string[] arguments) =>
        await RunAsync(await LinkNativelyAsync(objects), input, arguments);

    /// <summary>Links objects with the system's linker.</summary>
    /// <returns>The program's path.</returns>
    public async Task<string> LinkNativelyAsync(string[] objects)
    {
        string program = Path.Combine(Folder, "native");
        await Toolchain.RunAsync(InstalledLlvm.Tool("clang"), Folder, [.. objects, "-o", program, "-lm", "-lstdc++"]);
        return program;
    }

    /// <summary>Runs any program in the folder.</summary>
    public async Task<GraftResult> RunAsync(string program, PipeSource input, string[] arguments)
    {
        using var limit = new CancellationTokenSource(Limit);
        var output = new StringBuilder();
        var error = new StringBuilder();
        var result = await CliWrap.Cli.Wrap(program)
            .WithArguments(arguments)
            .WithWorkingDirectory(Folder)
            .WithStandardInputPipe(input)
            .WithStandardOutputPipe(PipeTarget.ToStringBuilder(output))
            .WithStandardErrorPipe(PipeTarget.ToStringBuilder(error))
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(limit.Token);
        return new(result.ExitCode, output.ToString(), error.ToString());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
