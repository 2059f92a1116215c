using Graft.Engine.Objects;
using Graft.Engine.Patch;
using Graft.Protocol;
using Graft.Tests.Link;
using Graft.Tests.Patch;

namespace Graft.Tests.Runtime;

/// <summary>What a runtime keeps of the symbols that a commit brings lies in tables of the commit: none of them is an object of its own.</summary>
public class CommitAllocationSpecs
{
    private const int Small = 2000, Large = 10_000;

    /// <summary>
    /// Bytes for each function: the records of its symbol, name, definition and section, and what the link takes meanwhile: answers, the graph.
    /// There is no room for an object or a list more.
    /// </summary>
    private const long MostForFunction = 700;

    /// <summary>Bytes for each function of a patch of another one: what is unchanged is compared, and nothing is made for it.</summary>
    private const long MostForKeptFunction = 320;

    [Fact(Timeout = 60_000)]
    public async Task What_a_commit_allocates_for_a_function_is_bounded()
    {
        var small = await MeasureAsync(Small);
        var large = await MeasureAsync(Large);
        AssertBound(MostForFunction, large.First - small.First);
        AssertBound(MostForKeptFunction, large.Patch - small.Patch);
    }

    private static void AssertBound(long bound, long more)
    {
        long forFunction = more / (Large - Small);
        Assert.True(forFunction <= bound, $"{forFunction} bytes for each function, at most {bound}");
    }

    /// <summary>What the agent allocates when a module comes, and when one of its functions is patched.</summary>
    private static async Task<(long First, long Patch)> MeasureAsync(int functions)
    {
        // Nothing calls the function that is patched, so that all others stay.
        byte[] content = await CallShapes.AssembleAsync(CallShapes.Tree, functions);
        byte[] patched = await CallShapes.AssembleAsync((function, count) => function == 0 ? [3] : CallShapes.Tree(function, count), functions);
        using var runtime = new RuntimeAgent("allocations", new RuntimeOptions { ArenaSize = 64 * 1024 * 1024 });
        using var agent = new MeasuredAgent(new LocalAgent(runtime));
        Load(agent, content);
        long first = agent.Allocated;
        Load(agent, patched);
        return (first, agent.Allocated - first);
    }

    private static void Load(MeasuredAgent agent, byte[] content)
    {
        var result = ModuleLoader.Load(agent, "m", [new ObjectInput("unit.o", content)]);
        Assert.True(result.Succeeded && result.Waiting == 0, string.Join('\n', result.Diagnostics));
    }

    /// <summary>Adds up what another agent allocates on this thread.</summary>
    private sealed class MeasuredAgent(IAgent agent) : PassingAgent(agent)
    {
        public long Allocated { get; private set; }

        public override ResolveReply Resolve(ResolveRequest request) => Measure(() => base.Resolve(request));

        public override CommitReply Commit(CommitRequest request) => Measure(() => base.Commit(request));

        private T Measure<T>(Func<T> work)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            var result = work();
            Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            return result;
        }
    }
}
