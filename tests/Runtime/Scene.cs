using System.Runtime.CompilerServices;
using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>A runtime in the test's process, which real sessions over real sockets talk to.</summary>
internal sealed class Scene : IDisposable
{
    private static int _count;

    public Scene(RuntimeOptions? options = null)
    {
        Name = $"scene-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";
        Runtime = Graft.Runtime.Create(Name, options ?? new RuntimeOptions { ArenaSize = 16 * 1024 * 1024 });
    }

    public string Name { get; }

    public Graft.Runtime Runtime { get; }

    public AgentConnection Connect() => AgentConnection.Connect(Name);

    /// <summary>Loads a module through a session of its own.</summary>
    public CommitReply Load(HandModule module)
    {
        using var agent = Connect();
        return module.Load(agent);
    }

    public SymbolState StateOf(string name)
    {
        using var agent = Connect();
        return agent.GetSymbols().First(symbol => symbol.Name == name).State;
    }

    public unsafe long Call(string function) => ((delegate* unmanaged[Cdecl]<long>)Runtime.GetFunctionPointer(function))();

    public void Dispose() => Runtime.Dispose();

    // Runtimes of this process live in a folder of their own, short enough for sockets.
    [ModuleInitializer]
    internal static void UseOwnFolder()
    {
        if (Environment.GetEnvironmentVariable(UserFolder.Variable) is { Length: > 0 })
            return;
        string folder = Directory.CreateTempSubdirectory("gt").FullName;
        Environment.SetEnvironmentVariable(UserFolder.Variable, folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
    }
}
