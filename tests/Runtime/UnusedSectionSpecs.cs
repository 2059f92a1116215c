using Graft.Engine.Link;
using Graft.Engine.Objects;
using Graft.Engine.Patch;
using Graft.Tests.Link;

namespace Graft.Tests.Runtimes;

/// <summary>What is left when unused sections are left out still runs.</summary>
public sealed class UnusedSectionSpecs
{
    [Fact(Timeout = 60_000)]
    public async Task Exceptions_pass_through_functions_whose_neighbours_were_left_out()
    {
        const string Thrower = """
            #define EXPORT extern "C" __attribute__((visibility("default")))
            extern "C" void nobody();
            struct Note { int *n; ~Note() { ++*n; } };
            __attribute__((noinline)) int idle(int x) { Note note{&x}; nobody(); if (x) throw 1.5; return x; }
            template <class T> __attribute__((noinline)) void fail(T x) { throw x; }
            __attribute__((noinline)) int pass(int x, int *n) { Note note{n}; if (x > 1) fail(x); return x; }
            int idle_too() { try { return idle(3); } catch (double) { fail(2l); return 1; } }
            EXPORT long attempt() { int n = 0; try { return pass(1, &n) + pass(5, &n); } catch (int x) { return 100 * n + x; } }
            """;
        using var scene = new Scene();
        using var agent = scene.Connect();
        byte[] first = await Toolchain.CompileAsync(Thrower, "-x", "c++", "-O1", "-fPIC", "-fvisibility=hidden");
        byte[] second = await Toolchain.CompileAsync(Thrower.Replace("attempt", "again", StringComparison.Ordinal), "-x", "c++", "-O0", "-fPIC", "-fvisibility=hidden");
        var result = ModuleLoader.Load(agent, "m", [new ObjectInput("a.o", first)], new LinkOptions { GcSections = true });
        Assert.Empty(result.Diagnostics);
        result = ModuleLoader.Load(agent, "n", [new ObjectInput("b.o", second)], new LinkOptions { GcSections = true });
        Assert.Empty(result.Diagnostics);
        Assert.Equal((205, 205), (scene.Call("attempt"), scene.Call("again")));
    }
}
