using Graft.Engine.Link;
using Graft.Engine.Objects;
using Graft.Protocol;
using Iced.Intel;

namespace Graft.Tests.Link;

/// <summary>Links objects that clang just made into an agent without a process, and looks at the result.</summary>
internal sealed class LinkScene(ulong baseAddress = FakeAgent.HighBase)
{
    /// <summary>What Graft's compiler adds to an object of a patchable build.</summary>
    public const string PatchableNotes = "__asm__(\".section .graft,\\\"e\\\",@progbits\\n.asciz \\\"graft 1 patchable\\\"\\n.text\");\n";

    public FakeAgent Agent { get; } = new(baseAddress);

    public DiagnosticBag Diagnostics { get; } = new();

    public ObjectUnit[] Units { get; private set; } = [];

    public LinkResult? Result { get; private set; }

    public static async Task<ObjectUnit> UnitAsync(string name, string source, params string[] arguments) =>
        Assembler.Read(name, await Toolchain.CompileAsync(source, [.. arguments.DefaultIfEmpty("-O1")]));

    /// <summary>Links units as the module "m".</summary>
    public LinkResult? Link(params ObjectUnit[] units) => Result = Linker.Link(Agent, "m", Units = units, [], Diagnostics);

    /// <summary>Links units as the module "m", with options.</summary>
    public LinkResult? Link(ObjectUnit[] units, LinkOptions options) =>
        Result = Linker.Link(Agent, "m", Units = units, [], Diagnostics, options);

    /// <summary>Links units that have to link without a word.</summary>
    public LinkResult LinkWell(params ObjectUnit[] units)
    {
        var result = Link(units);
        Assert.True(result is not null && Diagnostics.Count == 0, string.Join('\n', Diagnostics));
        return result;
    }

    /// <summary>The runtime's address of a definition that the last link placed; 0 if it was not placed.</summary>
    public ulong AddressOf(string name) => Agent.LastCommit!.Addresses[DefinitionIndex(name)];

    public int DefinitionIndex(string name) =>
        Agent.LastResolve!.Definitions.Select((d, i) => (d.Name, i)).Single(d => d.Name == Utf8Name.From(name)).i;

    public ulong WordAt(ulong address) => BitConverter.ToUInt64(Agent.Read(address, 8));

    /// <summary>Where the direct calls and jumps out of a function go, and what its RIP-relative operands mean.</summary>
    public ulong[] TargetsOf(string function)
    {
        ulong start = AddressOf(function);
        int size = (int)Agent.LastResolve!.Definitions[DefinitionIndex(function)].Size;
        var decoder = Decoder.Create(64, new ByteArrayCodeReader(Agent.Read(start, size).ToArray()), start);
        List<ulong> targets = [];
        while (decoder.IP < start + (ulong)size)
        {
            var instruction = decoder.Decode();
            if (instruction.IsCallNear || instruction.IsJmpNear || instruction.IsJmpShort)
                targets.Add(instruction.NearBranchTarget);
            else if (instruction.IsIPRelativeMemoryOperand)
                targets.Add(instruction.IPRelativeMemoryAddress);
        }

        return [.. targets];
    }

    public Diagnostic TheOnly(DiagnosticDescriptor descriptor)
    {
        var found = Assert.Single(Diagnostics);
        Assert.Equal(descriptor.Code, found.Code);
        return found;
    }
}
