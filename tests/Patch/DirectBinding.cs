using Graft.Engine.Objects;
using Graft.Engine.Patch;
using Graft.Protocol;
using Graft.Tests.Link;
using Graft.Tests.Runtimes;
using Iced.Intel;

namespace Graft.Tests.Patch;

/// <summary>Modules whose functions begin with a no-op, as Graft's compiler makes them, in a runtime of the test's process; and where calls in it lead.</summary>
internal static class DirectBinding
{
    /// <summary>Compiles C text as a patchable build would.</summary>
    public static Task<byte[]> CompileAsync(string source, params string[] arguments) => Toolchain.CompileAsync(
        LinkScene.PatchableNotes + source, ["-O1", "-fPIC", .. arguments]);

    /// <summary>Loads a module of one unit.</summary>
    public static LoadModuleOutcome Load(AgentConnection agent, string module, byte[] bytes)
    {
        var result = ModuleLoader.Load(agent, module, [new ObjectInput("unit.o", bytes)]);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        return new(result.Waiting);
    }

    /// <summary>How calls of a function are bound that are linked now.</summary>
    public static CallBinding CallsOf(AgentConnection agent, string name) => agent.GetSymbols().Single(symbol => symbol.Name == name).Calls;

    /// <summary>The address of the code that a stub of this process leads to.</summary>
    public static unsafe ulong BodyOf(Scene scene, string name)
    {
        byte* stub = (byte*)scene.Runtime.GetFunctionPointer(name);
        return *(ulong*)(stub + 6 + *(int*)(stub + 2));
    }

    /// <summary>Where the first call or jump out of code of this process leads.</summary>
    public static ulong FirstCallOf(ulong body)
    {
        foreach (var instruction in Instructions(body))
        {
            if (instruction.IsCallNear || instruction.IsJmpNear)
                return instruction.NearBranchTarget;
        }

        return 0;
    }

    /// <summary>Whether a function begins with the no-op, not with a jump.</summary>
    public static unsafe bool IsOpen(ulong body) => EntryNoOp.IsAt(new((void*)body, EntryNoOp.Size));

    private static IEnumerable<Instruction> Instructions(ulong body)
    {
        const int Enough = 64;
        byte[] bytes = new byte[Enough];
        System.Runtime.InteropServices.Marshal.Copy((nint)body, bytes, 0, Enough);
        var decoder = Decoder.Create(64, new ByteArrayCodeReader(bytes), body);
        for (var instruction = decoder.Decode(); instruction.Code != Code.Retnq && !instruction.IsInvalid; instruction = decoder.Decode())
            yield return instruction;
    }
}

/// <summary>What became of a load.</summary>
/// <param name="Waiting">How many definitions wait.</param>
internal readonly record struct LoadModuleOutcome(int Waiting);
