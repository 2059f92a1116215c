using Graft.Engine.Objects;
using Graft.Engine.Patch;
using Graft.Protocol;

namespace Graft.Tests.Link;

/// <summary>
/// From an object of a hundred thousand function sections to Ready, whatever the functions' calls look like: a ring is cubic
/// for some linkers.
/// </summary>
public class LinearTimeSpecs
{
    /// <summary>A tenfold object costs ten times as much, twice that where it does not fit the caches; a square would be a hundred.</summary>
    private const double MostGrowth = 35;

    private const int Small = 10_000, Large = 100_000;

    public static TheoryData<string, Func<int, int, int[]>> Shapes { get; } = new()
    {
        { "ring", CallShapes.Ring },
        { "two edges each", CallShapes.TwoEdges },
        { "tree", CallShapes.Tree },
        { "sparse", CallShapes.Sparse },
    };

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Shapes))]
    public async Task Work_grows_in_proportion_to_the_number_of_functions(string name, Func<int, int, int[]> shape)
    {
        byte[] small = await CallShapes.AssembleAsync(shape, Small);
        byte[] large = await CallShapes.AssembleAsync(shape, Large);
        byte[] initialiser = await Assembler.BytesAsync(".text\n.globl init\n.type init,@function\ninit: retq\n.size init,.-init\n.section .init_array,\"aw\"\n.quad init\n");

        // Where something is to be run first it has to be known which function needs which.
        foreach (byte[][] others in (byte[][][])[[], [initialiser]])
            AssertLinear($"{name}, {others.Length} more", small, large, others);
    }

    [Fact(Timeout = 120_000)]
    public async Task Variables_without_names_are_told_apart_in_linear_time() =>
        AssertLinear("private variables", await PrivateVariablesAsync(Small), await PrivateVariablesAsync(Large), [], variables: 1);

    [Fact(Timeout = 120_000)]
    public async Task A_ring_is_one_edge_for_each_function()
    {
        var diagnostics = new DiagnosticBag();
        var unit = ObjectReader.Read("ring.o", await CallShapes.AssembleAsync(CallShapes.Ring, 1000), diagnostics);
        var scene = new LinkScene();
        scene.LinkWell(unit!);
        var commit = scene.Agent.LastCommit!;
        Assert.Equal(1000, commit.DefinedIn.Where(node => node >= 0).Distinct().Count());
        Assert.Equal(1000, commit.Nodes.NeedsNodes.Targets.Count + commit.Nodes.NeedsSymbols.Targets.Count);
    }

    /// <summary>Functions that each have a variable with no name but its section's.</summary>
    private static Task<byte[]> PrivateVariablesAsync(int count) => Assembler.BytesAsync(string.Concat(Enumerable.Range(0, count).Select(static i => $"""
        .section .text.f{i},"ax",@progbits
        .globl f{i}
        .type f{i},@function
        f{i}: mov .Lv{i}(%rip), %eax
        ret
        .size f{i}, .-f{i}
        .section .data..Lv{i},"aw",@progbits
        .Lv{i}: .long {i}

        """)));

    private static void AssertLinear(string what, byte[] small, byte[] large, byte[][] others, int variables = 0)
    {
        Load(small, Small, others, variables); // compiles
        var smallTime = Enumerable.Range(0, 3).Min(_ => Load(small, Small, others, variables));
        var largeTime = Load(large, Large, others, variables);
        Assert.True(largeTime < MostGrowth * smallTime, $"{what}: {smallTime.TotalMilliseconds} ms and {largeTime.TotalMilliseconds} ms");
    }

    /// <summary>Loads an object into a runtime of its own, with so many variables for each function; gives the time that this thread took.</summary>
    private static TimeSpan Load(byte[] content, int functions, byte[][] others, int variables)
    {
        using var runtime = new RuntimeAgent("linear", new RuntimeOptions { ArenaSize = 256 * 1024 * 1024 });
        using var agent = new LocalAgent(runtime);
        var start = ThreadTime.Now;
        var result = ModuleLoader.Load(agent, "m", [new ObjectInput("unit.o", content), .. others.Select((other, i) => new ObjectInput($"{i}.o", other))]);
        var time = ThreadTime.Now - start;
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        functions += others.Length;
        Assert.Equal((functions, functions * (1 + variables), 0), (result.Added, result.Ready, result.Waiting));
        return time;
    }
}
