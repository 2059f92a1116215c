using CliWrap;
using Graft.Tests.Compile;
using Graft.Tests.Link;

namespace Graft.Tests.Exec;

/// <summary>A program that <c>graft exec</c> runs sees what it would see natively.</summary>
public sealed class ProgramSpecs : IDisposable
{
    private readonly ExecScene _scene = new();

    [Fact(Timeout = 120_000)]
    public async Task Constructors_main_handlers_and_destructors_run_in_the_native_order()
    {
        string program = await _scene.ObjectAsync("order.cpp", """
            #include <cstdio>
            #include <cstdlib>
            struct Global { ~Global() { puts("~Global"); } } global;
            static void bye() { puts("atexit"); }
            __attribute__((constructor)) static void begin(int count, char **values, char **) { printf("begin %d %s\n", count, values[1]); }
            __attribute__((destructor)) static void end() { puts("end"); }
            int main(int count, char **values, char **environment) {
                atexit(bye);
                printf("main %d %s %d %d\n", count, values[2], values[count] == nullptr, environment[0] != nullptr);
                return 7;
            }
            """);
        string[] arguments = ["one", "-two"];

        var ours = await _scene.ExecAsync([program, .. arguments]);
        var native = await _scene.RunNativelyAsync(PipeSource.Null, [program], arguments);

        Assert.Equal(native, ours);
        Assert.Equal(7, ours.ExitCode);
    }

    [Fact(Timeout = 120_000)]
    public async Task Standard_streams_and_the_code_of_exit_pass_through()
    {
        string program = await _scene.ObjectAsync("upper.c", """
            #include <ctype.h>
            #include <stdio.h>
            #include <stdlib.h>
            int main(void) {
                for (int c; (c = getchar()) != EOF;) putchar(toupper(c));
                fputs("done", stderr);
                exit(300);
            }
            """);

        var ours = await _scene.ExecAsync(PipeSource.FromString("some text"), program);

        Assert.Equal(new(300 & 0xFF, "SOME TEXT", "done"), ours);
    }

    [Fact(Timeout = 120_000)]
    public async Task Signals_are_as_in_a_new_process()
    {
        string program = await _scene.ObjectAsync("signals.c", """
            #include <signal.h>
            #include <stdio.h>
            int main(void) {
                int signals[] = { SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGCHLD, SIGCONT, SIGHUP, SIGWINCH, SIGTTIN, SIGTTOU };
                for (int i = 0; i < sizeof signals / sizeof *signals; i++) {
                    struct sigaction action;
                    sigaction(signals[i], 0, &action);
                    if (action.sa_handler != SIG_DFL) printf("signal %d is handled\n", signals[i]);
                }
                sigset_t blocked;
                sigprocmask(SIG_BLOCK, 0, &blocked);
                for (int i = 1; i < 32; i++)
                    if (sigismember(&blocked, i)) printf("signal %d is blocked\n", i);
                return raise(SIGTERM);
            }
            """);

        var ours = await _scene.ExecAsync(program);

        Assert.Equal(new(128 + 15, "", ""), ours);
    }

    [Fact(Timeout = 120_000)]
    public async Task Exceptions_and_threads_of_Cpp_work()
    {
        string program = await _scene.ObjectAsync("throws.cpp", """
            #include <iostream>
            #include <stdexcept>
            #include <thread>
            int main() {
                std::ios::sync_with_stdio(false);
                std::thread([] {
                    try { throw std::runtime_error("caught"); } catch (const std::exception &e) { std::cout << e.what() << '\n'; }
                }).join();
                std::cout << "buffered until the end";
            }
            """);

        var ours = await _scene.ExecAsync(program);

        Assert.Equal(new(0, "caught\nbuffered until the end", ""), ours);
    }

    [Fact(Timeout = 120_000)]
    public async Task Thread_locals_and_their_destructors_and_quick_exit_work()
    {
        string program = await _scene.ObjectAsync("locals.cpp", """
            #include <cstdio>
            #include <cstdlib>
            #include <thread>
            struct Kept { int value = 7; ~Kept() { printf("~Kept %d\n", value); } };
            thread_local Kept kept;
            static thread_local char large[5000];
            int main(int count, char **) {
                std::thread([] { kept.value++; large[4999] = 1; printf("thread %d %d\n", kept.value, large[4999]); }).join();
                kept.value = 100;
                printf("main %d %d\n", kept.value, large[4999]);
                at_quick_exit([] { puts("quick"); fflush(stdout); });
                if (count > 1) quick_exit(4);
            }
            """, "-O1", "-fPIC");

        foreach (string[] arguments in (string[][])[[], ["quick"]])
        {
            Assert.Equal(
                await _scene.RunNativelyAsync(PipeSource.Null, [program], arguments), await _scene.ExecAsync([program, .. arguments]));
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Sources_of_several_languages_are_compiled_and_linked_together()
    {
        string main = _scene.Write("main.c", "#include <stdio.h>\nint twice(int); int thrice(int); int main(void) { printf(\"%d\\n\", twice(4) + thrice(5) + N); }");
        string ir = _scene.Write("twice.ll", "define i32 @twice(i32 %x) {\n  %y = add i32 %x, %x\n  ret i32 %y\n}\n");
        string cpp = _scene.Write("thrice.cpp", "extern \"C\" int thrice(int x) { return 3 * x; }");

        var ours = await _scene.ExecAsync("-O1", "-DN=100", main, ir, cpp);

        Assert.Equal(new(0, "123\n", ""), ours);
    }

    [Fact(Timeout = 120_000)]
    public async Task All_missing_symbols_are_told_at_once_and_nothing_runs()
    {
        string program = await _scene.ObjectAsync("lacks.c", """
            #include <stdio.h>
            int first(void); int second(void); extern int third;
            __attribute__((constructor)) static void begin(void) { puts("must not run"); }
            int main(void) { return first() + second() + third; }
            """);

        var ours = await _scene.ExecAsync(program);

        ours.ShouldFail("GRAFT3001", "'first'", "'second'", "'third'", "lacks.c.o");
    }

    [Fact(Timeout = 120_000)]
    public async Task Archives_give_what_is_needed_and_unused_sections_may_lack_something()
    {
        string main = await _scene.ObjectAsync("main.c", """
            int needed(void), lacking(void);
            int unused(void) { return lacking(); }
            int main(void) { return needed(); }
            int other(void) { return 6; }
            """, "-O1", "-ffunction-sections");
        string needed = await _scene.ObjectAsync("needed.c", "int needed(void) { return 5; }");
        string superfluous = await _scene.ObjectAsync("superfluous.c", "int lacking_too(void); int main_too(void) { return lacking_too(); }");
        string archive = Path.Combine(_scene.Folder, "both.a");
        await Toolchain.RunAsync(InstalledLlvm.Tool("llvm-ar"), _scene.Folder, "rcs", archive, superfluous, needed);

        (await _scene.ExecAsync(main, archive)).ShouldFail("GRAFT3001", "'lacking'");
        Assert.Equal(new(5, "", ""), await _scene.ExecAsync("--gc-sections", main, archive));
        Assert.Equal(new(6, "", ""), await _scene.ExecAsync("--gc-sections", "--entry", "other", main, archive));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_shared_library_is_used_by_name_and_folder()
    {
        string library = await _scene.ObjectAsync("helper.c", "int helper_value = 30; int helper(int x) { return x + helper_value; }", "-O1", "-fPIC");
        await Toolchain.RunAsync(InstalledLlvm.Tool("clang"), _scene.Folder, "-shared", library, "-o", Path.Combine(_scene.Folder, "libhelper.so"));
        string main = await _scene.ObjectAsync("main.c", "extern int helper_value; int helper(int); int main(void) { helper_value++; return helper(1); }", "-O1", "-fPIC");

        Assert.Equal(new(32, "", ""), await _scene.ExecAsync("-lm", "-lhelper", "-L", _scene.Folder, main));
        (await _scene.ExecAsync("-lhelper", main)).ShouldFail("GRAFT1005", "'helper'", "libhelper.so");
    }

    [Fact(Timeout = 120_000)]
    public async Task With_a_separator_what_follows_is_the_programs_even_if_it_is_a_file()
    {
        string program = await _scene.ObjectAsync("echo.c", "#include <stdio.h>\nint main(int n, char **v) { while (*++v) puts(*v); return n; }");

        var separated = await _scene.ExecAsync(program, "--", program, "--", "-x");
        var plain = await _scene.ExecAsync(program, program + ".none", "-x");

        Assert.Equal(new(4, $"{program}\n--\n-x\n", ""), separated);
        Assert.Equal(new(3, $"{program}.none\n-x\n", ""), plain);
    }

    public void Dispose() => _scene.Dispose();
}
