using Graft.Client;
using Graft.Engine.Objects;
using Graft.Engine.Patch;
using Graft.Protocol;
using Graft.Tests.Link;

namespace Graft.Tests.Runtimes.Faults;

/// <summary>A child process whose modules fault, <c>Graft.Dummy faults</c>.</summary>
internal sealed class FaultScene : IDisposable
{
    private readonly string _name = $"faults-{Guid.NewGuid():N}"[..20];
    private readonly DummyProcess _process;

    public FaultScene(OnFault onFault, params string[] library)
    {
        _process = new(["faults", _name, onFault.ToString(), .. library]);
        Assert.Equal("ready", _process.ReadLine());
    }

    public AgentConnection Connect() => AgentConnection.Connect(_name);

    /// <summary>Compiles C and loads it as module <c>m</c>; again, to patch it.</summary>
    public async Task<LoadModuleResult> LoadAsync(string source, params string[] arguments)
    {
        var result = await TryLoadAsync(source, arguments);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        return result;
    }

    /// <summary>The same, where a diagnostic is expected.</summary>
    public async Task<LoadModuleResult> TryLoadAsync(string source, params string[] arguments)
    {
        byte[] bytes = await Toolchain.CompileAsync(source, ["-fPIC", .. arguments.DefaultIfEmpty("-O1")]);
        using var agent = Connect();
        return ModuleLoader.Load(agent, "m", [new ObjectInput("m.o", bytes)]);
    }

    /// <summary>Gives the program a command, and its answer.</summary>
    public string Ask(string command)
    {
        _process.WriteLine(command);
        return _process.ReadLine() ?? "the process has ended";
    }

    /// <summary>Gives the program a command that it does not survive.</summary>
    public (int ExitCode, string Errors) AskLast(string command)
    {
        _process.WriteLine(command);
        return _process.WaitForExit();
    }

    /// <summary>Calls a function through the agent.</summary>
    public long Call(string function)
    {
        using var agent = Connect();
        return agent.Call(new(function, [], ValueClass.Integral), TimeSpan.FromSeconds(60)).AsInteger();
    }

    public void Dispose() => _process.Dispose();
}
