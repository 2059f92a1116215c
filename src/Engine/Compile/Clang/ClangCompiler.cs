using System.ComponentModel;
using System.Globalization;
using Graft.Client;
using Graft.Protocol;

namespace Graft.Engine.Compile;

/// <summary>What clang made of a source.</summary>
/// <param name="Ir">Its IR, not yet optimised: text for a patchable build, which cuts it, otherwise bitcode. Empty if there was an error.</param>
/// <param name="Headers">Absolute paths of the headers that it read.</param>
/// <param name="Diagnostics">Errors and warnings.</param>
internal sealed record ClangReply(byte[] Ir, IReadOnlyList<string> Headers, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>
/// C and C++ to IR. clang's passes stay off, the worker runs them: so C takes the same way to an object as IR does. It runs in the
/// source's folder and is told the file's name only, so that <c>__FILE__</c> and with it the object are the same in every clone.
/// </summary>
internal static class ClangCompiler
{
    // graft.h, for whoever has no other.
    private static readonly string Include = Path.Combine(AppContext.BaseDirectory, "include");

    // One clang per processor, however many modules are built at once.
    private static readonly SemaphoreSlim Slots = new(Environment.ProcessorCount);

    /// <summary>Compiles a source; its dependency file is written to <paramref name="depfile"/>.</summary>
    public static async Task<ClangReply> CompileAsync(
        ClangTool clang, ModuleSource source, string depfile, CompileOptions options, TimeSpan limit, CancellationToken cancellationToken)
    {
        string folder = Path.GetDirectoryName(source.Path)!;
        await Slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var result = await ToolProcess.RunAsync(
                clang.Path, Arguments(source, depfile, options), folder, limit, cancellationToken).ConfigureAwait(false);
            return Read(result, source.Path, depfile, folder, limit);
        }
        catch (Win32Exception e)
        {
            return Failed(DiagnosticCatalog.ToolchainMissing.At($"'{clang.Path}' cannot be started: {e.Message}; {ClangTool.Remedy}", source.Path));
        }
        finally
        {
            Slots.Release();
        }
    }

    /// <summary>What decides about the IR besides the files and clang itself.</summary>
    public static IEnumerable<string> LanguageArguments(ModuleSource source, CompileOptions options)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"-O{options.OptimizationLevel}");
        if (options.OptimizationLevel > 0)
        {
            yield return "-Xclang";
            yield return "-disable-llvm-passes";
        }

        // The functions of a patchable build are compiled apart, which leaves no place for tables of the whole unit.
        if (options.DebugInfo && !options.Patchable)
            yield return "-g";
        // Definitions of the unit are final for the unit, all else is reached as from a shared library.
        yield return "-fPIE";
        foreach (string argument in source.ClangArguments)
            yield return argument;
    }

    private static IEnumerable<string> Arguments(ModuleSource source, string depfile, CompileOptions options) =>
    [
        options.Patchable ? "-S" : "-c", "-emit-llvm", "-o", "-", "-MD", "-MF", depfile, "-MT", "object",
        "-fno-color-diagnostics", "-fno-caret-diagnostics", "-fno-crash-diagnostics",
        .. LanguageArguments(source, options), "-idirafter", Include, "--", Path.GetFileName(source.Path),
    ];

    private static ClangReply Read(ToolResult result, string source, string depfile, string folder, TimeSpan limit)
    {
        if (result.Status is not { } status)
            return Failed(DiagnosticCatalog.CompilerTimedOut.At($"clang did not finish in {limit.TotalSeconds:0} s", source));
        var diagnostics = ClangMessages.Parse(result.Errors, source, folder);
        if (status.ExitCode == 0)
            return new ClangReply(result.Output, ReadHeaders(depfile, folder), diagnostics);
        if (diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
            return new ClangReply([], [], diagnostics);
        string lastWords = string.Join("; ", result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(4));
        return Failed(DiagnosticCatalog.CompilerCrashed.At($"clang crashed on this file: {status.Signal.Text}; {lastWords}", source));
    }

    private static string[] ReadHeaders(string depfile, string folder) =>
        [.. Depfile.ReadHeaders(File.ReadAllText(depfile)).Select(header => Path.GetFullPath(header, folder))];

    private static ClangReply Failed(Diagnostic reason) => new([], [], [reason]);
}
