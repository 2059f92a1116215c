using System.ComponentModel;
using System.Globalization;
using Graft.Client;
using Graft.Protocol;

namespace Graft.Engine.Compile;

/// <summary>What clang made of a source.</summary>
/// <param name="Ir">Its IR, not yet optimised: text for a patchable build, which cuts it, otherwise bitcode. Empty if there was an error.</param>
/// <param name="Headers">Absolute paths of the headers that it read.</param>
/// <param name="Diagnostics">Errors and warnings.</param>
internal sealed record ClangReply(byte[] Ir, IReadOnlyList<string> Headers, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>The folders that were searched for headers, in order.</summary>
    public IReadOnlyList<string> SearchFolders { get; init; } = [];
}

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

    /// <summary>Compiles a source. Beside its object there is a dependency file for as long as that takes.</summary>
    public static async Task<ClangReply> CompileAsync(
        ClangTool clang, ModuleSource source, CompileOptions options, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (PassOptions.FindRefused(source.ClangArguments) is { } option)
        {
            return Failed(DiagnosticCatalog.OptionNotSupported.At(
                $"'{option}' would have no effect: it is a pass of clang's own pipeline, and the library that goes with it is not in the program; "
                + "remove it from GraftClangArguments and ClangArguments (-fsanitize=undefined with -fsanitize-trap=undefined works)", source.Path));
        }

        string folder = Path.GetDirectoryName(source.Path)!;
        string depfile = $"{source.ObjectPath}.{Guid.NewGuid():N}.d";
        await Slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var result = await ToolProcess.RunAsync(
                clang.Path, Arguments(source, depfile, options), folder, Variables(options), limit, cancellationToken).ConfigureAwait(false);
            return clang.File.IsCurrent
                ? Read(result, source.Path, depfile, folder, limit)
                : Failed(DiagnosticCatalog.ToolReplaced.At($"'{clang.Path}' was replaced while the build ran; build again", source.Path));
        }
        catch (Win32Exception e)
        {
            return Failed(DiagnosticCatalog.ToolchainMissing.At($"'{clang.Path}' cannot be started: {e.Message}; {ClangTool.Remedy}", source.Path));
        }
        finally
        {
            File.Delete(depfile);
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

    /// <summary>Those of the request, none of a host's.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> Variables(CompileOptions options) =>
        ToolChoice.ClangVariables.Select(name => KeyValuePair.Create(name, options.ClangVariables.GetValueOrDefault(name)));

    private static IEnumerable<string> Arguments(ModuleSource source, string depfile, CompileOptions options) =>
    [
        options.Patchable ? "-S" : "-c", "-emit-llvm", "-o", "-", "-MD", "-MF", depfile, "-MT", "object",
        "-v", "-fno-color-diagnostics", "-fno-caret-diagnostics", "-fno-crash-diagnostics",
        .. LanguageArguments(source, options), "-idirafter", Include, "--", Path.GetFileName(source.Path),
    ];

    private static ClangReply Read(ToolResult result, string source, string depfile, string folder, TimeSpan limit)
    {
        if (result.Status is not { } status)
            return Failed(DiagnosticCatalog.CompilerTimedOut.At($"clang did not finish in {limit.TotalSeconds:0} s", source));
        var diagnostics = ClangMessages.Parse(result.Errors, source, folder);
        if (status.ExitCode == 0)
        {
            return new ClangReply(result.Output, ReadHeaders(depfile, folder), diagnostics)
            {
                SearchFolders = SearchFolders.Read(result.Errors, folder),
            };
        }

        if (diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
            return new ClangReply([], [], diagnostics);
        string lastWords = string.Join("; ", result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(4));
        return Failed(DiagnosticCatalog.CompilerCrashed.At($"clang crashed on this file: {status.Signal.Text}; {lastWords}", source));
    }

    private static string[] ReadHeaders(string depfile, string folder) =>
        [.. Depfile.ReadHeaders(File.ReadAllText(depfile)).Select(header => Path.GetFullPath(header, folder))];

    private static ClangReply Failed(Diagnostic reason) => new([], [], [reason]);
}
