using System.Globalization;
using System.Runtime.InteropServices;
using Graft.Client;
using Graft.Engine.Patch;
using Graft.Protocol;

namespace Graft.Dummy;

/// <summary>
/// <code>
/// runtime NAME [wait SECONDS | fail]   is a runtime; then per line of stdin: "call F" or "text F", prints the result; ends with stdin
/// reserve NAME                         reserves room for a module, says so, and waits to be killed
/// stage NAME MODULE FILES...           links objects up to the commit, says so, and waits to be killed
/// unload NAME MODULE                   unloads a module as a process of its own
/// undo NAME                            undoes and redoes the newest generation, a line for each, until it is killed
/// load NAME MODULE FILES...            loads objects as a process of its own
/// faults NAME RollBack|Stop|Crash [LIBRARY]  is a runtime whose modules fault, see <see cref="FaultUser"/>
/// host ENGINE shared|private           opens an engine, prints its process and whether it is private; ends with stdin
/// </code>
/// </summary>
internal static unsafe class Program
{
    private static int Main(string[] arguments) => arguments switch
    {
        ["runtime", var name, .. var policy] => BeRuntime(name, policy),
        ["reserve", var name] => Reserve(name),
        ["stage", var name, var module, .. var files] => Stage(name, module, files),
        ["unload", var name, var module] => Unload(name, module),
        ["undo", var name] => UndoAndRedo(name),
        ["load", var name, var module, .. var files] => Load(name, module, files),
        ["host", var engine, var kind] => HostUser.RunAsync(engine, kind == "shared").GetAwaiter().GetResult(),
        ["faults", var name, var onFault] => FaultUser.Run(name, Enum.Parse<OnFault>(onFault), library: null),
        ["faults", var name, var onFault, var library] => FaultUser.Run(name, Enum.Parse<OnFault>(onFault), library),
        _ => 2,
    };

    private static int BeRuntime(string name, string[] policy)
    {
        var lateBinding = policy switch
        {
            ["wait", var seconds] => LateBinding.Wait(TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture))),
            _ => LateBinding.Fail(),
        };
        using var runtime = Runtime.Create(name, new RuntimeOptions { ArenaSize = 16 * 1024 * 1024, LateBinding = lateBinding });
        runtime.LateBindingFailed += (_, _) =>
        {
            using var agent = AgentConnection.Connect(name);
            agent.GetStatus(); // of another thread, which has to be able to answer
        };
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } line)
        {
            switch (line.Split(' '))
            {
                case ["call", var function]:
                    Console.WriteLine(((delegate* unmanaged[Cdecl]<long>)runtime.GetFunctionPointer(function))());
                    break;
                case ["text", var function]:
                    Console.WriteLine(Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint>)runtime.GetFunctionPointer(function))()));
                    break;
            }
        }

        return 0;
    }

    private static int Reserve(string name)
    {
        using var agent = AgentConnection.Connect(name);
        agent.OpenModule("unfinished");
        agent.Resolve(new ResolveRequest(
            "unfinished",
            [new UnitState("unit.o", 1)],
            [],
            [new SymbolDefinition(Utf8Name.From("unfinished_function"), 0, SymbolKind.Function, SymbolBinding.Strong, false, Utf8Name.Empty, 16, 1)],
            [new SymbolWant(Utf8Name.From("unfinished_want"), SymbolKind.Function, SymbolBinding.Strong, Utf8Name.Empty, 0)]));
        using var slab = agent.Reserve(new SlabSize(100_000, 50_000, 10_000));
        slab.Code.Fill(0xCC);
        Console.WriteLine("reserved");
        Console.ReadLine();
        return 0;
    }

    private static int Unload(string name, string module)
    {
        using var agent = AgentConnection.Connect(name);
        agent.Unload([module], force: false);
        return 0;
    }

    private static int UndoAndRedo(string name)
    {
        using var agent = AgentConnection.Connect(name);
        while (true)
        {
            agent.Undo();
            Console.WriteLine("undone");
            agent.Redo();
            Console.WriteLine("redone");
        }
    }

    private static int Stage(string name, string module, string[] files)
    {
        using var agent = new HaltingAgent(AgentConnection.Connect(name));
        return ModuleLoader.Load(agent, new LoadModuleRequest(name, module, files)).Succeeded ? 0 : 1;
    }

    private static int Load(string name, string module, string[] files)
    {
        using var agent = AgentConnection.Connect(name);
        var result = ModuleLoader.Load(agent, new LoadModuleRequest(name, module, files));
        foreach (var diagnostic in result.Diagnostics.Where(d => d.Severity > DiagnosticSeverity.Info))
            Console.Error.WriteLine(diagnostic);
        Console.WriteLine($"ready {result.Ready} waiting {result.Waiting}");
        return result.Succeeded ? 0 : 1;
    }
}
