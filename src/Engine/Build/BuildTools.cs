using System.IO.Hashing;
using System.Text;
using Graft.Client;
using Graft.Engine.Compile;
using Graft.Protocol;

namespace Graft.Engine.Build;

/// <summary>The tools of one build, found before anything is compiled, and what of them decides about objects.</summary>
/// <param name="Llvm">libLLVM.</param>
/// <param name="Clang">clang; null if no source needs it.</param>
/// <param name="Options">How to compile.</param>
internal sealed record BuildTools(LlvmLibrary Llvm, ClangTool? Clang, CompileOptions Options)
{
    /// <summary>Finds them.</summary>
    /// <returns>Null if one is missing, which is then among the diagnostics.</returns>
    public static async Task<BuildTools?> FindAsync(
        BuildModuleRequest request, DiagnosticBag diagnostics, CancellationToken cancellationToken)
    {
        var options = request.Options;
        var llvm = LlvmLibrary.Find(options.LlvmLibrary);
        if (llvm is null)
        {
            string wanted = options.LlvmLibrary.Length > 0 ? $"there is no '{options.LlvmLibrary}'" : "libLLVM was not found";
            diagnostics.Add(DiagnosticCatalog.ToolchainMissing.At($"{wanted}; {LlvmLibrary.Remedy}"));
            return null;
        }

        if (!request.Sources.Any(source => source.Language == SourceLanguage.C))
            return new BuildTools(llvm, null, options);
        var clang = await ClangTool.FindAsync(options.Clang, llvm.Major, cancellationToken).ConfigureAwait(false);
        if (clang is not null)
            return new BuildTools(llvm, clang, options);
        string missing = options.Clang.Length > 0 ? $"'{options.Clang}' is no clang that runs" : "clang was not found";
        diagnostics.Add(DiagnosticCatalog.ToolchainMissing.At($"{missing}; {ClangTool.Remedy}"));
        return null;
    }

    /// <summary>The files that decided which tools these are.</summary>
    public IEnumerable<string> PathsThatDecide() =>
    [
        .. LlvmLibrary.PathsThatDecide(Options.LlvmLibrary, Llvm),
        .. Clang is null ? [] : ClangTool.PathsThatDecide(Options.Clang, Clang, Llvm.Major),
    ];

    /// <summary>How to compile IR of a source, or part of it.</summary>
    public CompileJob JobFor(string path, ReadOnlyMemory<byte> ir) =>
        new(path, ir, Options.OptimizationLevel, Options.Patchable) { DirectCalls = Options.DirectCalls };

    /// <summary>Digest of all that decides about a source's object besides the content of files.</summary>
    public UInt128 KeyFor(ModuleSource source)
    {
        var text = new StringBuilder();
        text.AppendJoin('\0', [
            typeof(BuildTools).Module.ModuleVersionId.ToString("N"),
            Path.GetFileName(Llvm.Path), ToolContent.Of(Llvm.File).ToString("x32"),
            Path.GetFileName(source.Path), $"O{Options.OptimizationLevel}", $"patchable {Options.Patchable}", $"direct calls {Options.DirectCalls}",
        ]);
        if (source.Language == SourceLanguage.C)
        {
            text.Append('\0').AppendJoin('\0', Options.ClangVariables.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.Value}"));
            text.Append('\0').AppendJoin('\0', [Clang!.Version, ToolContent.Of(Clang.File).ToString("x32"), .. ClangCompiler.LanguageArguments(source, Options)]);
        }

        return XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
