using Microsoft.Build.Framework;

namespace Graft.Tasks;

/// <summary>What clang is told about a project's C inputs, with what one input adds. Immutable.</summary>
/// <param name="defines">Definitions of the project, <c>NAME</c> or <c>NAME=VALUE</c>.</param>
/// <param name="includePaths">Folders with headers, relative to the project or absolute.</param>
/// <param name="others">Arguments that are passed on as they are, after all others, so that they win.</param>
/// <param name="absolute">Makes a path of the project absolute.</param>
internal sealed class ClangArgumentList(
    IReadOnlyList<string> defines, IReadOnlyList<string> includePaths, IReadOnlyList<string> others, Func<string, string> absolute)
{
    private const StringSplitOptions Entries = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    /// <summary>The arguments for one input: the project's, then its own.</summary>
    public IReadOnlyList<string> For(ITaskItem source) =>
    [
        .. defines.Concat(Metadata(source, "Defines")).Select(define => $"-D{define}"),
        .. includePaths.Concat(Metadata(source, "IncludePaths")).Select(path => $"-I{absolute(path)}"),
        .. others.Concat(Metadata(source, "ClangArguments")),
    ];

    private static string[] Metadata(ITaskItem source, string name) => source.GetMetadata(name).Split(';', Entries);
}
