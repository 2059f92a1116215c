using Graft.Protocol;

namespace Graft.Tests.Runtimes.Faults;

/// <summary>A fault in a patch takes the patch back; the next build patches again.</summary>
public sealed class RollBackSpecs
{
    private const string Source = """
        volatile long value = 1;
        __attribute__((noinline)) long get(void) { BODY }
        long *volatile place = (long *)&value;
        void run(void) { value = get(); }
        long result(void) { return value; }
        __attribute__((noinline)) void never_patched(void) { *(volatile int *)24 = 1; }
        """;

    private const string Good = "-DBODY=return 10;";
    private const string Faulty = "-DBODY=return *(volatile long *)32;";
    private const string Corrected = "-DBODY=return 30;";

    [Fact(Timeout = 120_000)]
    public async Task The_old_code_is_back_and_the_next_build_patches_again()
    {
        using var scene = new FaultScene(OnFault.RollBack);
        await scene.LoadAsync(Source, "-O1", Good);
        await scene.LoadAsync(Source, "-O1", Faulty);

        var refusal = Assert.Throws<GraftException>(() => scene.Call("run")).Diagnostics[0];

        Assert.Equal("GRAFT4031", refusal.Code);
        Assert.StartsWith("1 Returned 2 SIGSEGV", scene.Ask("faults"), StringComparison.Ordinal);
        scene.Call("run");
        Assert.Equal(10, scene.Call("result"));
        using (var agent = scene.Connect())
        {
            var undo = agent.GetHistory()[^1];
            Assert.Equal((3, "a fault"), (undo.Generation, undo.Author));
            Assert.Equal([2L], undo.Reverses);
            Assert.Equal(2, Assert.Single(agent.GetStatus().Faults).TakenBack);
        }

        Assert.True((await scene.LoadAsync(Source, "-O1", Corrected)).Patched > 0);
        scene.Call("run");
        Assert.Equal(30, scene.Call("result"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_patched_function_further_down_the_back_trace_is_taken_back_too()
    {
        using var scene = new FaultScene(OnFault.RollBack);
        const string Callee = "__attribute__((noinline)) void store(long *place) { *(volatile long *)place = 5; } long value;";
        await scene.LoadAsync(Callee + "void run(void) { store(&value); } long result(void) { return value; }");
        await scene.LoadAsync(Callee + "void run(void) { store((long *)8); __asm__ volatile(\"\"); } long result(void) { return value; }");

        Assert.StartsWith("Returned SIGSEGV", scene.Ask("guard run"), StringComparison.Ordinal);
        Assert.Equal("ok", scene.Ask("guard run"));
        Assert.Equal(5, scene.Call("result"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_function_that_was_never_patched_stays_and_its_calls_end()
    {
        using var scene = new FaultScene(OnFault.RollBack);
        await scene.LoadAsync(Source, "-O1", Good);
        await scene.LoadAsync(Source, "-O1", Corrected);

        Assert.StartsWith("Returned SIGSEGV", scene.Ask("guard never_patched"), StringComparison.Ordinal);

        Assert.StartsWith("1 Returned 0 SIGSEGV", scene.Ask("faults"), StringComparison.Ordinal);
        Assert.Equal("ok", scene.Ask("guard run"));
        Assert.Equal(30, scene.Call("result"));
    }

    [Fact(Timeout = 120_000)]
    public async Task Many_threads_in_one_faulty_patch_take_back_that_one_and_no_other()
    {
        using var scene = new FaultScene(OnFault.RollBack);
        await scene.LoadAsync(Source, "-O1", Good);
        await scene.LoadAsync(Source, "-O1", Corrected);
        await scene.LoadAsync(Source, "-O1", Faulty);

        scene.Ask("storm run 8 50");

        Assert.Equal("ok", scene.Ask("guard run"));
        Assert.Equal(30, scene.Call("result"));
        using var agent = scene.Connect();
        Assert.Equal(4, agent.GetStatus().Generation);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_program_that_does_not_want_it_keeps_the_patch()
    {
        using var scene = new FaultScene(OnFault.Stop);
        await scene.LoadAsync(Source, "-O1", Good);
        await scene.LoadAsync(Source, "-O1", Faulty);

        for (int i = 0; i < 2; i++)
            Assert.StartsWith("Returned SIGSEGV", scene.Ask("guard run"), StringComparison.Ordinal);
        Assert.StartsWith("2 Returned 0 SIGSEGV", scene.Ask("faults"), StringComparison.Ordinal);
    }
}
