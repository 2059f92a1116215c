using Graft.Tests.Cli;

namespace Graft.Tests.Exec;

/// <summary>A program that crashes says where, and dies as it would natively.</summary>
public sealed class CrashSpecs : IDisposable
{
    private const string Source = """
        #include <cstdlib>
        #include <cstring>
        #include <csignal>
        #include <stdexcept>
        #include <thread>
        #include <sys/wait.h>
        #include <unistd.h>
        #define KEPT __attribute__((noinline, visibility("hidden")))
        namespace table {
        KEPT void store(int *place) { *(volatile int *)place = 1; }
        KEPT int deep(int x) { volatile char frame[1000]; frame[0] = x; return deep(x + 1) + frame[0]; }
        KEPT void copy(char *place, long size) { memcpy(place, "0123456789abcdefghijklmnopqrstuvwxyz", size); asm volatile(""); }
        KEPT int divide(int a, int b) { return a / b; }
        KEPT void fail() { throw std::runtime_error("nobody catches it"); }
        KEPT void give_up() { abort(); }
        KEPT void trap() { __builtin_trap(); }
        }
        static void handler(int) { _exit(9); }
        int main(int count, char **values) {
            switch (values[1][0]) {
            case 's': table::store((int *)8); break;
            case 'd': return table::deep(1);
            case 'c': table::copy(nullptr, 14 * count); break;
            case 'z': return table::divide(count, count - 2);
            case 'a': table::give_up(); break;
            case 'e': table::fail(); break;
            case 'i': table::trap(); break;
            case 't': std::thread([] { table::store((int *)16); }).join(); break;
            case 'h': signal(SIGSEGV, handler); table::store(nullptr); break;
            case 'f': {
                int status, child = fork();
                if (child == 0) table::store(nullptr);
                waitpid(child, &status, 0);
                return WIFSIGNALED(status) ? WTERMSIG(status) : 100;
            }
            }
            return 0;
        }
        """;

    private readonly ExecScene _scene = new();

    [Theory(Timeout = 120_000)]
    [InlineData("s", 11, "SIGSEGV", "address 0x8, in 'table::store(int*)' + 0x", "of crash.cpp.o")]
    [InlineData("d", 11, "SIGSEGV", "the stack is used up", "'table::deep(int)' + 0x")]
    [InlineData("c", 11, "SIGSEGV", "libc.so.6", "called from 'table::copy(char*, long)' + 0x")]
    [InlineData("z", 8, "SIGFPE", "'table::divide(int, int)' + 0x", "")]
    [InlineData("a", 6, "SIGABRT", "called from 'table::give_up()' + 0x", "")]
    [InlineData("e", 6, "SIGABRT", "nobody catches it", "called from 'table::fail()' + 0x")]
    [InlineData("i", 4, "SIGILL", "in 'table::trap()' + 0x", "")]
    [InlineData("t", 11, "SIGSEGV", "address 0x10, in 'table::store(int*)' + 0x", "")]
    public async Task A_fatal_signal_is_told_with_object_function_and_offset_and_ends_the_process(
        string way, int signal, params string[] words)
    {
        var result = await RunAsync(way);

        Assert.True(result.ExitCode == 128 + signal, $"{result}");
        Assert.Contains("error GRAFT4015: the program was ended by ", result.Error, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, result.Error, StringComparison.Ordinal));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_handler_of_the_programs_own_wins() =>
        Assert.Equal(new(9, "", ""), await RunAsync("h"));

    [Fact(Timeout = 120_000)]
    public async Task A_child_that_was_forked_dies_of_the_signal_and_the_program_goes_on() =>
        Assert.Equal(new(11, "", ""), await RunAsync("f"));

    public void Dispose() => _scene.Dispose();

    private async Task<GraftResult> RunAsync(string way) =>
        await _scene.ExecAsync(await _scene.ObjectAsync("crash.cpp", Source), way);
}
