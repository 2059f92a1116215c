using System.Runtime.InteropServices;
using Graft.Client;
using Graft.Engine.Patch;
using Graft.Protocol;
using Graft.Tests.Link;

namespace Graft.Tests.Runtimes;

/// <summary>What clang makes of C and C++, linked by the linker into a runtime.</summary>
public sealed class RealObjectSpecs
{
    [Fact]
    public async Task Callbacks_variadic_calls_and_tables_of_pointers_work()
    {
        using var scene = new Scene();
        await LoadAsync(scene, "m", "m.c", """
            #include <stdio.h>
            #include <stdlib.h>
            #include <math.h>
            static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
            static int twice(int x) { return 2 * x; }
            int (*const table[])(int) = { abs, twice };
            char text[64];
            double root(double x) { return sqrt(x); }
            long run(void) {
                int values[] = { 9, 4, 7 };
                qsort(values, 3, sizeof(int), compare);
                snprintf(text, sizeof text, "%d %.2f %s", table[1](values[0]), root(2), "ok");
                return table[0](-values[2]);
            }
            """);
        Assert.Equal(9, scene.Call("run"));
        using var agent = scene.Connect();
        ulong text = agent.GetSymbols().First(symbol => symbol.Name == "text").Address;
        Assert.Equal("8 1.41 ok", Marshal.PtrToStringUTF8((nint)text));
    }

    [Fact]
    public async Task Exceptions_of_cpp_cross_modules()
    {
        using var scene = new Scene();
        await LoadAsync(scene, "thrower", "thrower.cpp", """
            #include <stdexcept>
            extern "C" void fail(int n) { if (n > 2) throw std::runtime_error("too much"); }
            """);
        await LoadAsync(scene, "catcher", "catcher.cpp", """
            #include <stdexcept>
            #include <string>
            extern "C" void fail(int);
            extern "C" long attempt() {
                try { fail(1); fail(3); return 0; }
                catch (const std::exception &e) { return (long)std::string(e.what()).size(); }
            }
            """);
        Assert.Equal(8, scene.Call("attempt"));
    }

    [Fact]
    public async Task Constructors_run_before_the_first_call_and_destructors_when_the_runtime_ends()
    {
        var log = new List<long>();
        Note note = log.Add;
        using (var scene = new Scene())
        {
            scene.Runtime.Export("note", Marshal.GetFunctionPointerForDelegate(note));
            await LoadAsync(scene, "m", "m.cpp", """
                #include <cstdlib>
                extern "C" void note(long);
                struct Guard { long n; Guard(long n) : n(n) { note(n); } ~Guard() { note(-n); } };
                static Guard first(1), second(2);
                extern "C" long get() { std::atexit([] { note(-9); }); return second.n; }
                """);
            Assert.Equal([1, 2], log);
            Assert.Equal(2, scene.Call("get"));
        }

        Assert.Equal([1, 2, -9, -2, -1], log);
        GC.KeepAlive(note);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("ba")]
    public async Task Two_processes_load_modules_that_call_each_other(string order)
    {
        using var runtime = DummyProcess.Runtime(out string name, "wait", "30");
        string folder = Directory.CreateTempSubdirectory("graft-runtime-").FullName;
        try
        {
            await CompileAsync(folder, "a.c", "int b(int); int a(int n) { return n == 0 ? 100 : b(n - 1) + 1; } long start(void) { return a(9); }");
            await CompileAsync(folder, "b.c", "int a(int); int b(int n) { return n == 0 ? 200 : a(n - 1) + 1; }");
            runtime.WriteLine("call start");
            foreach (char module in order)
            {
                using var loader = new DummyProcess("load", name, $"{module}", Path.Combine(folder, $"{module}.o"));
                Assert.EndsWith(module == order[^1] ? "waiting 0" : "waiting 1", WithoutStart(loader.ReadLine()!), StringComparison.Ordinal);
                Assert.Equal(0, loader.WaitForExit().ExitCode);
            }

            Assert.Equal("209", runtime.ReadLine());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private delegate void Note(long value);

    // Module a has two functions and both wait for b.
    private static string WithoutStart(string line) => line.Replace("waiting 2", "waiting 1", StringComparison.Ordinal);

    private static Task LoadAsync(Scene scene, string module, string file, string source) =>
        ObjectModule.LoadWellAsync(scene, module, source, "-x", file.EndsWith(".cpp", StringComparison.Ordinal) ? "c++" : "c", "-O1", "-fPIC");

    private static async Task<string> CompileAsync(string folder, string file, string source)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, file), source);
        string target = Path.ChangeExtension(file, ".o");
        await Toolchain.RunAsync("clang-22", folder, "-O1", "-fPIC", "-ffunction-sections", "-fdata-sections", "-c", file, "-o", target);
        return Path.Combine(folder, target);
    }
}
