namespace Graft.Tests.Runtimes.Faults;

/// <summary>A fault in module code says what it was, where, who called that, and on which thread.</summary>
public sealed class FaultReportSpecs
{
    private const string Source = """
        #include <stdlib.h>
        #include <string.h>
        #define KEPT __attribute__((noinline))
        KEPT void store(int *place) { *(volatile int *)place = 1; }
        KEPT void outer(void) { store((int *)8); __asm__ volatile(""); }
        volatile int zero;
        KEPT int divide(int a) { return a / zero; }
        void divides(void) { zero = divide(7); }
        KEPT void trap(void) { __builtin_trap(); }
        void traps(void) { trap(); }
        void (*volatile pointer)(void);
        KEPT void nowhere(void) { pointer(); __asm__ volatile(""); }
        KEPT void wild(void) { pointer = (void (*)(void))0x8000000000000000; pointer(); __asm__ volatile(""); }
        char *volatile text;
        volatile unsigned long length;
        KEPT void measure(void) { length = strlen(text); }
        static int compare(const void *a, const void *b) { store((int *)64); return a < b; }
        int numbers[3];
        KEPT void sorts(void) { qsort(numbers, 3, sizeof *numbers, compare); __asm__ volatile(""); }
        KEPT int deep(int x) { volatile char frame[100]; frame[0] = x; return deep(x + 1) + frame[0]; }
        void overflow(void) { deep(1); }
        void fine(void) { }
        """;

    [Theory(Timeout = 120_000)]
    [InlineData("outer", "SIGSEGV", "address 0x8", "in 'store' + 0x0 of module m (m.o, generation 1)", "called from 'outer' + 0x")]
    [InlineData("divides", "SIGFPE", "in 'divide' + 0x", "called from 'divides' + 0x")]
    [InlineData("traps", "SIGILL", "in 'trap' + 0x")]
    [InlineData("nowhere", "SIGSEGV", "in no code at 0x0", "called from 'nowhere' + 0x")]
    [InlineData("wild", "SIGSEGV", "an address that no memory can have", "in 'wild' + 0x")]
    [InlineData("measure", "SIGSEGV", "libc.so.6", "called from 'measure' + 0x")]
    [InlineData("sorts", "SIGSEGV", "in 'store' + 0x0", "from 'compare' + 0x", "libc.so.6", "from 'sorts' + 0x")]
    [InlineData("overflow", "SIGSEGV", "the stack is used up", "in 'deep' + 0x", "called from 'deep' + 0x", " times)")]
    public async Task A_fault_is_told_with_function_offset_generation_and_callers_and_ends_only_its_call(string function, params string[] words)
    {
        using var scene = new FaultScene(OnFault.Stop);
        await scene.LoadAsync(Source);

        string answer = scene.Ask($"guard {function}");

        Assert.StartsWith("Returned ", answer, StringComparison.Ordinal);
        Assert.All([.. words, "on thread '"], word => Assert.Contains(word, answer, StringComparison.Ordinal));
        Assert.Equal("ok", scene.Ask("guard fine"));
        Assert.StartsWith("1 Returned 0 SIG", scene.Ask("faults"), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_call_of_the_agents_ends_with_a_code_and_the_status_knows_the_fault()
    {
        using var scene = new FaultScene(OnFault.Stop);
        await scene.LoadAsync(Source);

        var refusal = Assert.Throws<Graft.Protocol.GraftException>(() => scene.Call("outer")).Diagnostics[0];

        Assert.Equal("GRAFT4031", refusal.Code);
        Assert.StartsWith("the call of 'outer' was ended by SIGSEGV", refusal.Message, StringComparison.Ordinal);
        using var agent = scene.Connect();
        var fault = Assert.Single(agent.GetStatus().Faults);
        Assert.Equal((1, 11, 8UL, "m", "store", 0UL, 1), (fault.Number, fault.Signal, fault.Address, fault.Module, fault.Function, fault.Offset, fault.Generation));
        Assert.Contains(fault.Frames, frame => frame.StartsWith("'outer' + 0x", StringComparison.Ordinal));
    }

    [Fact(Timeout = 120_000)]
    public async Task Without_frames_in_the_object_the_call_ends_all_the_same()
    {
        using var scene = new FaultScene(OnFault.Stop);
        await scene.LoadAsync(Source, "-O1", "-fno-asynchronous-unwind-tables", "-fno-unwind-tables", "-fomit-frame-pointer");

        for (int i = 0; i < 3; i++)
            Assert.StartsWith("Returned SIGSEGV", scene.Ask("guard outer"), StringComparison.Ordinal);
        Assert.StartsWith("Returned SIGSEGV, an invalid memory access: the stack is used up", scene.Ask("guard overflow"), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_resolver_and_a_finaliser_that_fault_end_alone()
    {
        using var scene = new FaultScene(OnFault.RollBack);
        var result = await scene.TryLoadAsync("""
            static long one(void) { return 1; }
            static void *choose(void) { *(volatile int *)16 = 1; return one; }
            long chosen(void) __attribute__((ifunc("choose")));
            __attribute__((destructor)) static void end(void) { *(volatile int *)24 = 1; }
            long fine(void) { return 7; }
            """);

        Assert.Contains(result.Diagnostics, d => d.Code == "GRAFT3007");
        Assert.Equal(7, scene.Call("fine"));
        using var agent = scene.Connect();
        agent.Unload(["m"], force: false);
        Assert.Equal([16UL, 24UL], agent.GetStatus().Faults.Select(fault => fault.Address));
    }

    [Fact(Timeout = 120_000)]
    public async Task An_initialiser_that_faults_is_told_by_its_load_and_the_module_is_there()
    {
        using var scene = new FaultScene(OnFault.Stop);

        var result = await scene.TryLoadAsync("""
            static int calls;
            __attribute__((constructor(101))) static void first(void) { calls++; }
            __attribute__((constructor(102))) static void second(void) { *(volatile int *)16 = 1; }
            __attribute__((constructor(103))) static void third(void) { calls += 10; }
            long count(void) { return calls; }
            """);

        Assert.Contains(result.Diagnostics, d => d.Code == "GRAFT4031" && d.Message.StartsWith("an initialiser was ended by SIGSEGV", StringComparison.Ordinal));
        Assert.Equal(11, scene.Call("count"));
    }
}
