using Graft.Client;
using Graft.Engine.Patch;
using Graft.Protocol;

namespace Graft.Bench;

/// <summary>Graft's side: from files in the page cache to a committed generation in another process.</summary>
internal static class GraftLink
{
    public static LoadModuleResult Load(string runtime, IReadOnlyList<string> inputs)
    {
        using var agent = AgentConnection.Connect(runtime);
        var result = ModuleLoader.Load(agent, new LoadModuleRequest(runtime, "bench", inputs));
        foreach (var diagnostic in result.Diagnostics)
            Console.Error.WriteLine(diagnostic);
        return result;
    }
}
