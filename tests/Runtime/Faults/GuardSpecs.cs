using Graft.Client;
using Graft.Engine.Patch;
using Graft.Protocol;
using Graft.Tests.Link;

namespace Graft.Tests.Runtimes.Faults;

/// <summary>A guard is where a thread goes on whose call has faulted; everything is there as it was.</summary>
public sealed class GuardSpecs
{
    [Fact(Timeout = 120_000)]
    public async Task Modules_guard_their_own_calls_with_registers_and_modes_as_they_were()
    {
        using var scene = new FaultScene(OnFault.Stop);
        await scene.LoadAsync("""
            #include <fenv.h>
            #include <pthread.h>
            unsigned long graft_guard(void (*function)(void *), void *argument);
            static void faulty(void *place) {
                fesetround(FE_DOWNWARD);
                __asm__ volatile("std; fldz; fldz" ::: "st");
                *(volatile int *)place = 1;
            }
            static void fine(void *place) { *(long *)place += 1; }
            static void nested(void *place) { if (graft_guard(faulty, (void *)8) != 0) fine(place); faulty((void *)16); }
            static long thread_result;
            static void *thread(void *x) { thread_result = graft_guard(faulty, 0) != 0; return 0; }

            long registers(void) {
                register long a __asm__("rbx") = 1, b __asm__("r12") = 2, c __asm__("r13") = 4, d __asm__("r14") = 8, e __asm__("r15") = 16;
                __asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e));
                unsigned long fault = graft_guard(faulty, 0);
                __asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e));
                return fault == 0 ? -1 : a + b + c + d + e;
            }
            long modes(void) {
                fesetround(FE_UPWARD);
                unsigned long fault = graft_guard(faulty, 0);
                long double x = 1.0L, y = 3.0L; /* eight registers are free again */
                long result = fegetround() == FE_UPWARD && x / y > 0.3L && fault != 0;
                fesetround(FE_TONEAREST);
                return result;
            }
            long counts(void) { long n = 0; unsigned long first = graft_guard(fine, &n), second = graft_guard(nested, &n); return first == 0 && second != 0 ? n : -1; }
            long in_thread(void) {
                pthread_t t; pthread_create(&t, 0, thread, 0); pthread_join(t, 0); return thread_result;
            }
            """);

        Assert.Equal("31", scene.Ask("call registers"));
        Assert.Equal("1", scene.Ask("call modes"));
        Assert.Equal("2", scene.Ask("call counts"));
        Assert.Equal("1", scene.Ask("call in_thread"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_guard_that_longjmp_has_left_is_none()
    {
        using var scene = new FaultScene(OnFault.Stop);
        await scene.LoadAsync("""
            #include <setjmp.h>
            unsigned long graft_guard(void (*function)(void *), void *argument);
            static jmp_buf out;
            static void leave(void *x) { longjmp(out, 1); }
            static __attribute__((noinline)) void deep(int n) {
                volatile char frame[200];
                for (int i = 0; i < 200; i++) frame[i] = n;
                if (n > 0) deep(n - 1); else *(volatile int *)8 = 1;
                __asm__ volatile("");
            }
            static void faulty(void *x) { deep(100); }
            long jumps(void) {
                if (setjmp(out) == 0) graft_guard(leave, 0);
                return graft_guard(faulty, 0) != 0;
            }
            void jumps_and_faults(void) { if (setjmp(out) == 0) graft_guard(leave, 0); deep(100); }
            """);

        Assert.Equal("1", scene.Ask("call jumps"));
        Assert.StartsWith("Returned SIGSEGV", scene.Ask("guard jumps_and_faults"), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Managed_code_is_never_left_out_the_thread_sleeps_instead()
    {
        using var scene = new FaultScene(OnFault.Stop);
        await scene.LoadAsync("""
            void into_managed(void);
            unsigned long graft_guard(void (*function)(void *), void *argument);
            long fault(void) { *(volatile int *)8 = 1; return 1; }
            static void through(void *x) { into_managed(); }
            long from_a_guard(void) { return graft_guard(through, 0); }
            static void inside(void *x) { fault(); }
            long guarded(void) { return graft_guard(inside, 0) != 0; }
            """);

        Assert.Equal("started", scene.Ask("thread from_a_guard"));
        string faults;
        do
            faults = scene.Ask("faults");
        while (faults == "0");

        Assert.StartsWith("1 Parked 0 SIGSEGV", faults, StringComparison.Ordinal);
        Assert.Contains("managed or unknown code", faults, StringComparison.Ordinal);
        Assert.Equal("1", scene.Ask("call guarded"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_call_whose_thread_is_parked_keeps_no_module_and_no_replaced_code()
    {
        using var scene = new FaultScene(OnFault.Stop);
        await scene.LoadAsync("void into_managed(void); long fault(void) { *(volatile int *)8 = 1; return 1; } long call(void) { into_managed(); return 2; }");
        using (var agent = scene.Connect())
            Assert.Equal("GRAFT4031", Assert.Throws<GraftException>(() => agent.Call(new("call", [], ValueClass.Integral), TimeSpan.FromSeconds(20))).Diagnostics[0].Code);

        using var other = scene.Connect();
        other.Unload(["m"], force: false);
        Assert.Empty(other.GetStatus().Modules);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_load_whose_thread_is_parked_leaves_neither_threads_standing_nor_the_next_load_waiting()
    {
        using var scene = new FaultScene(OnFault.Stop);
        await scene.LoadAsync("""
            void graft_register_thread(const char *); void graft_sync_point(void);
            volatile long frames;
            long fault(void) { *(volatile int *)8 = 1; return 1; }
            long loop(void) { graft_register_thread("loop"); for (;;) { frames++; graft_sync_point(); } }
            long count(void) { return frames; }
            """);
        Assert.Equal("started", scene.Ask("thread loop"));
        while (scene.Ask("call count") == "0")
        {
        }

        string folder = Directory.CreateTempSubdirectory("graft-parked-").FullName;
        string path = Path.Combine(folder, "n.o");
        await File.WriteAllBytesAsync(path, await Toolchain.CompileAsync(
            "void into_managed(void); __attribute__((constructor)) static void begin(void) { into_managed(); }", "-O1", "-fPIC"));
        using (var agent = scene.Connect())
        {
            var lost = ModuleTransaction.Load(agent, [new("", "n", [path]) { Consistency = ConsistencyLevel.Synced, SyncLimit = 20 }])[0];
            Assert.Contains("GRAFT4031", lost.Diagnostics.Select(diagnostic => diagnostic.Code));
        }

        Directory.Delete(folder, recursive: true);
        string seen = scene.Ask("call count");
        while (scene.Ask("call count") == seen)
        {
        }

        var refused = Assert.Single((await scene.TryLoadAsync("long other(void) { return 1; }")).Diagnostics);
        Assert.Equal("GRAFT4021", refused.Code);
        Assert.Contains("sleeps for good", refused.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_thread_without_a_guard_sleeps_and_the_process_goes_on()
    {
        using var scene = new FaultScene(OnFault.Stop);
        await scene.LoadAsync("""
            #include <pthread.h>
            long fault(void) { return *(volatile int *)8; }
            static void *thread(void *x) { fault(); return 0; }
            long native(void) { pthread_t t; return pthread_create(&t, 0, thread, 0); }
            long fine(void) { return 5; }
            """);

        Assert.Equal("started", scene.Ask("thread fault"));
        Assert.Equal("0", scene.Ask("call native"));
        while (!scene.Ask("faults").StartsWith("2 Parked 0 SIGSEGV", StringComparison.Ordinal))
        {
        }

        Assert.Equal("5", scene.Ask("call fine"));
        Assert.Equal(5, scene.Call("fine"));
    }
}
