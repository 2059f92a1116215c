using System.Runtime.InteropServices;
using Graft.Tests.Compile;
using Graft.Tests.Link;

namespace Graft.Tests.Runtimes.Faults;

/// <summary>What handles signals besides the runtime goes on doing so: .NET, and handlers of the program from before and after.</summary>
public sealed class OtherHandlerSpecs : IDisposable
{
    private const string Library = """
        #define _GNU_SOURCE
        #include <setjmp.h>
        #include <signal.h>
        #include <string.h>
        static struct sigaction previous, before_again;
        static sigjmp_buf out;
        static volatile int expects, seen;
        static void handler(int signal, siginfo_t *information, void *context) {
            if (expects) { seen++; siglongjmp(out, 1); }
            if (previous.sa_flags & SA_SIGINFO) previous.sa_sigaction(signal, information, context);
        }
        static void handler_again(int signal, siginfo_t *information, void *context) {
            if (expects) { seen++; siglongjmp(out, 1); }
            before_again.sa_sigaction(signal, information, context);
        }
        static void put(void (*function)(int, siginfo_t *, void *), struct sigaction *before) {
            struct sigaction action;
            memset(&action, 0, sizeof action);
            action.sa_sigaction = function;
            action.sa_flags = SA_SIGINFO | SA_ONSTACK;
            sigaction(SIGSEGV, &action, before);
        }
        void install(void) { put(handler, &previous); }
        __attribute__((noinline)) static void touch(long address) { *(volatile char *)address = 1; }
        long again(long x) { put(handler_again, &before_again); return x; }
        long probe(long address) {
            expects = 1;
            if (sigsetjmp(out, 1) == 0) touch(address);
            expects = 0;
            return seen;
        }
        long probe_with_memcpy(long address) {
            expects = 1;
            if (sigsetjmp(out, 1) == 0) memcpy((void *)address, (void *)probe, 100 + expects);
            expects = 0;
            return seen;
        }
        long crash(long address) { touch(address); return 0; }
        """;

    private const string Module = "__attribute__((noinline)) void fault(void) { *(volatile int *)8 = 1; } long fine(void) { return 7; }";

    private readonly string _folder = Directory.CreateTempSubdirectory("graft-faults-").FullName;

    [Fact(Timeout = 120_000)]
    public async Task Managed_exceptions_are_thrown_and_caught_as_ever()
    {
        using var scene = new FaultScene(OnFault.Stop);
        await scene.LoadAsync(Module);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(nameof(NullReferenceException), scene.Ask("null"));
            Assert.Equal(nameof(DivideByZeroException), scene.Ask("divide"));
            Assert.StartsWith("Returned SIGSEGV", scene.Ask("guard fault"), StringComparison.Ordinal);
        }
    }

    [Theory(Timeout = 120_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_programs_own_handler_gets_what_is_not_the_modules(bool isInstalledAfterwards)
    {
        using var scene = new FaultScene(OnFault.Stop, await BuildLibraryAsync());
        await scene.LoadAsync(Module);
        if (isInstalledAfterwards)
            Assert.Equal("0", scene.Ask("native again 0"));

        Assert.Equal("1", scene.Ask("native probe 8"));
        Assert.StartsWith("Returned SIGSEGV", scene.Ask("guard fault"), StringComparison.Ordinal);
        Assert.Equal(nameof(NullReferenceException), scene.Ask("null"));
        Assert.Equal("2", scene.Ask("native probe_with_memcpy 24"));
        Assert.StartsWith("Returned SIGSEGV", scene.Ask("guard fault"), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_library_that_crashes_without_a_module_ends_the_process_without_a_word_of_ours()
    {
        using var scene = new FaultScene(OnFault.RollBack, await BuildLibraryAsync());
        await scene.LoadAsync(Module);

        var (code, errors) = scene.AskLast("native crash 8");

        Assert.Equal(128 + (int)PosixFault.Segmentation, code);
        Assert.DoesNotContain("GRAFT", errors, StringComparison.Ordinal);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("call fault")]
    [InlineData("guard fault")]
    public async Task Under_crash_the_fault_is_told_and_the_process_dies_of_the_signal(string command)
    {
        using var scene = new FaultScene(OnFault.Crash);
        await scene.LoadAsync(Module);

        var (code, errors) = scene.AskLast(command);

        Assert.Equal(128 + (int)PosixFault.Segmentation, code);
        Assert.Contains("error GRAFT4031: SIGSEGV, an invalid memory access: address 0x8, in 'fault' + 0x0 of module m", errors, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_stack_that_is_used_up_ends_the_call_on_the_main_thread_and_parks_another()
    {
        using var scene = new FaultScene(OnFault.Stop);
        await scene.LoadAsync("""
            #include <stdio.h>
            __attribute__((noinline)) long deep(long x) { volatile char f[300]; f[0] = x; return deep(x + 1) + f[0]; }
            long overflow(void) { return deep(1); }
            __attribute__((noinline)) long prints(long x) { char f[300]; return snprintf(f, sizeof f, "%ld", x) + prints(x + 1) + f[0]; }
            long print_overflow(void) { return prints(1); }
            long fine(void) { return 7; }
            """);

        Assert.Contains("the stack is used up", scene.Ask("guard overflow"), StringComparison.Ordinal);
        Assert.StartsWith("Returned SIGSEGV", scene.Ask("guard print_overflow"), StringComparison.Ordinal);
        Assert.Equal("started", scene.Ask("thread overflow"));
        while (!scene.Ask("faults").StartsWith("3 Parked 0 SIGSEGV, an invalid memory access: the stack is used up", StringComparison.Ordinal))
        {
        }

        Assert.Contains("the stack is used up", scene.Ask("guard overflow"), StringComparison.Ordinal);
        Assert.Equal("7", scene.Ask("call fine"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> BuildLibraryAsync()
    {
        string source = Path.Combine(_folder, "library.c");
        string library = Path.Combine(_folder, "library.so");
        await File.WriteAllTextAsync(source, Library);
        await Toolchain.RunAsync(InstalledLlvm.Tool("clang"), _folder, ["-shared", "-fPIC", "-O1", source, "-o", library]);
        return library;
    }

    private enum PosixFault
    {
        Segmentation = 11,
    }
}
