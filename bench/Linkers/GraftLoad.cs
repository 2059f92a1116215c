using Graft.Client;
using Graft.Engine.Patch;
using Graft.Protocol;

namespace Graft.Bench.Linkers;

/// <summary>Graft's side: from files in the page cache to a committed generation in another process.</summary>
internal static class GraftLoad
{
    /// <summary>Name of the module that is loaded.</summary>
    public const string Module = "bench";

    /// <summary>Loads objects into a runtime.</summary>
    /// <returns>What went wrong; null if nothing.</returns>
    public static string? Run(string runtime, IReadOnlyList<string> files)
    {
        using var agent = AgentConnection.Connect(runtime);
        return Run(agent, runtime, files);
    }

    /// <summary>Loads objects into a runtime as a module of any name.</summary>
    /// <returns>What went wrong; null if nothing.</returns>
    public static string? Run(string runtime, string module, IReadOnlyList<string> files)
    {
        using var agent = AgentConnection.Connect(runtime);
        return Run(agent, runtime, module, files);
    }

    /// <summary>Loads objects through a session.</summary>
    /// <inheritdoc cref="Run(string, IReadOnlyList{string})"/>
    public static string? Run(IAgent agent, string runtime, IReadOnlyList<string> files) => Run(agent, runtime, Module, files);

    private static string? Run(IAgent agent, string runtime, string module, IReadOnlyList<string> files)
    {
        var result = ModuleLoader.Load(agent, new LoadModuleRequest(runtime, module, files));
        if (!result.Succeeded)
            return result.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error).ToString();
        return result.Waiting == 0 ? null : $"{result.Waiting} symbols are not Ready; {result.Diagnostics[^1]}";
    }
}
