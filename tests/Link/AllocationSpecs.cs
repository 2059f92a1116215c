using Graft.Engine.Link;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Tests.Link;

/// <summary>A warm engine links without garbage for each symbol or relocation: its tables come from a pool.</summary>
public class AllocationSpecs
{
    private const int Small = 1000, Large = 4000;

    /// <summary>Far less than a byte for each of the symbols that the large object has more.</summary>
    private const long Slack = 2000;

    [Fact(Timeout = 60_000)]
    public async Task What_a_warm_link_allocates_does_not_grow_with_symbols_and_relocations()
    {
        long small = Measure(await ReadAsync(Small));
        long large = Measure(await ReadAsync(Large));
        Assert.True(large - small < Slack, $"{small} bytes for {Small} functions, {large} for {Large}");
    }

    private static async Task<ObjectUnit> ReadAsync(int functions)
    {
        string source = string.Concat(Enumerable.Range(0, functions).Select(i => $"""
            .section .text.f{i},"ax",@progbits
            .globl f{i}
            .type f{i},@function
            f{i}:
            .cfi_startproc
            callq f{(i + 1) % functions}@PLT
            callq other{i % 100}@PLT
            leaq .Ltext{i}(%rip),%rdi
            movl state{i}(%rip),%eax
            movq shared{i % 50}@GOTPCREL(%rip),%rax
            retq
            .size f{i},.-f{i}
            .cfi_endproc
            .section .rodata.str1.1,"aMS",@progbits,1
            .Ltext{i}: .asciz "text {i}"
            .section .data.state{i},"aw",@progbits
            .type state{i},@object
            state{i}: .quad f{i}
            .size state{i},8

            """));
        return await Assembler.UnitAsync("unit.o", source);
    }

    /// <summary>What the least wasteful of some warm links allocates: another test's collection may empty the pool in between.</summary>
    private static long Measure(ObjectUnit unit)
    {
        using var agent = new QuietAgent();
        var diagnostics = new DiagnosticBag();
        long least = long.MaxValue;
        for (int i = 0; i < 10; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            using var result = Linker.Link(agent, "m", [unit], [], diagnostics);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.True(result is not null && diagnostics.Count == 0, string.Join('\n', diagnostics));
        }

        return least;
    }

    /// <summary>An agent that answers out of arrays which it keeps.</summary>
    private sealed class QuietAgent : IAgent
    {
        private readonly CommitReply _committed = new(1, 0, 0, [], []);
        private DefinitionBinding[] _definitions = [];
        private WantBinding[] _wants = [];
        private ResolveReply? _reply;
        private FakeSlab? _slab;

        public ModuleState OpenModule(string module) => new(0, []);

        public ResolveReply Resolve(ResolveRequest request)
        {
            if (_reply is { } known)
                return known;
            _definitions = new DefinitionBinding[request.Definitions.Count];
            for (int i = 0; i < _definitions.Length; i++)
                _definitions[i] = new(DefinitionOutcome.Place, request.Definitions[i].Kind == SymbolKind.Function ? FakeAgent.HighBase + ((ulong)i * 16) : 0, 0, 0, 0);
            _wants = new WantBinding[request.Wants.Count];
            _wants.AsSpan().Fill(new(SymbolKind.Function, FakeAgent.HighBase, FakeAgent.HighBase, IsHost: false, SymbolState.Ready));
            return _reply = new(new(_definitions, _definitions.Length), new(_wants, _wants.Length));
        }

        public ISlab Reserve(SlabSize size) =>
            _slab ??= new(FakeAgent.HighBase + 0x100_0000, size.Code, FakeAgent.HighBase + 0x200_0000, size.ReadOnly, FakeAgent.HighBase + 0x300_0000, size.Data, FakeAgent.HighBase + 0x400_0000, size.ThreadLocals);

        public CommitReply Commit(CommitRequest request) => _committed;

        public void Dispose()
        {
        }
    }
}
