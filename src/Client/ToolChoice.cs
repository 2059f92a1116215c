namespace Graft.Client;

/// <summary>
/// Which compiler tools a process asks for by its environment. A host has the environment of whoever started it, so
/// the choice travels with each request.
/// </summary>
internal static class ToolChoice
{
    /// <summary>The environment variable that names libLLVM.</summary>
    public const string LlvmVariable = "GRAFT_LLVM_LIBRARY";

    /// <summary>The environment variable that names clang.</summary>
    public const string ClangVariable = "GRAFT_CLANG";

    /// <summary>Variables that change what clang makes of a source.</summary>
    public static readonly IReadOnlyList<string> ClangVariables =
        ["CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "CCC_OVERRIDE_OPTIONS", "SOURCE_DATE_EPOCH"];

    /// <summary>The request, with this process's choice where the request makes none.</summary>
    public static BuildModuleRequest WithToolsOfThisProcess(this BuildModuleRequest request) => request with
    {
        Options = request.Options with
        {
            LlvmLibrary = OrVariable(request.Options.LlvmLibrary, LlvmVariable),
            Clang = OrVariable(request.Options.Clang, ClangVariable),
            ClangVariables = ClangVariables.Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name) ?? ""))
                .Where(variable => variable.Value.Length > 0).ToDictionary(variable => variable.Name, variable => variable.Value),
        },
    };

    private static string OrVariable(string value, string variable) =>
        value.Length > 0 ? value : Environment.GetEnvironmentVariable(variable) ?? "";
}
