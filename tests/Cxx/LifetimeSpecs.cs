using Graft.Client;
using Graft.Engine.Objects;
using Graft.Engine.Patch;
using Graft.Protocol;
using Graft.Tests.Compile;
using Graft.Tests.Link;
using Graft.Tests.Runtimes;

namespace Graft.Tests.Cxx;

/// <summary>What C++ modules do at the beginning and end of their lives, and across patches.</summary>
public sealed class LifetimeSpecs
{
    [Fact(Timeout = 60_000)]
    public async Task Destructors_and_handlers_run_when_their_module_goes_the_newest_first()
    {
        const string Source = """
            #include <cstdlib>
            extern "C" void note(long);
            namespace { struct Object { long id; explicit Object(long id) : id(id) { note(id); } ~Object() { note(-id); } }; }
            static Object first(BASE + 1), second(BASE + 2);
            static Object &lazy() { static Object object(BASE + 3); return object; }
            __attribute__((constructor)) static void begin() { atexit([] { note(BASE + 9); }); }
            __attribute__((destructor)) static void end() { note(BASE + 8); }
            extern "C" long NAME() { return lazy().id; }
            """;
        using var scene = new Scene();
        await LoadAsync(scene, "record", """
            static long notes[64]; static int count;
            extern "C" void note(long value) { notes[count++] = value; }
            extern "C" long noted(void) { static int next; return next < count ? notes[next++] : 0; }
            """);
        await LoadAsync(scene, "a", Source, "-DBASE=10", "-DNAME=lazy_a");
        await LoadAsync(scene, "b", Source, "-DBASE=20", "-DNAME=lazy_b");
        Assert.Equal((13, 23), (scene.Call("lazy_a"), scene.Call("lazy_b")));
        Assert.Equal([11, 12, 21, 22, 13, 23], Notes(scene));

        scene.Runtime.Unload("a");
        Assert.Equal([-13, 19, -12, -11, 18], Sorted(Notes(scene), [-13, 19, -12, -11, 18]));
        scene.Runtime.Unload("b");
        Assert.Equal(5, Notes(scene).Count);
        await LoadAsync(scene, "a", Source, "-DBASE=10", "-DNAME=lazy_a");
        Assert.Equal([11, 12], Notes(scene));
    }

    [Fact(Timeout = 120_000)]
    public async Task An_initialiser_may_wait_for_a_thread_that_calls_its_own_module()
    {
        using var scene = new Scene(new RuntimeOptions { ArenaSize = 16 * 1024 * 1024, LateBinding = LateBinding.Wait(TimeSpan.FromSeconds(50)) });
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await LoadAsync(scene, "m", """
            #include <thread>
            long square(long x) { return x * x; }
            static long result = [] { long value = 0; std::thread([&] { value = square(7); }).join(); return value; }();
            extern "C" long get() { return result; }
            """);
        Assert.Equal(49, scene.Call("get"));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(45), "the initialiser waited for the trap's limit");
    }

    [Fact(Timeout = 60_000)]
    public async Task An_object_that_lives_across_a_patch_gets_the_new_virtual_functions_and_their_exceptions()
    {
        const string Source = """
            struct Shape { virtual ~Shape() = default; virtual long area() { if (VERSION == 2) throw 2L; return VERSION; } };
            static Shape *kept;
            extern "C" long begin() { kept = new Shape; return kept->area(); }
            extern "C" long go_on() { try { return kept->area(); } catch (long value) { return value * 100; } }
            """;
        using var scene = new Scene();
        await LoadAsync(scene, "m", Source, "-DVERSION=1");
        Assert.Equal(1, scene.Call("begin"));
        await LoadAsync(scene, "m", Source, "-DVERSION=2");
        Assert.Equal(200, scene.Call("go_on"));
        await LoadAsync(scene, "m", Source, "-DVERSION=3");
        Assert.Equal(3, scene.Call("go_on"));
    }

    [Fact(Timeout = 120_000)]
    public async Task Frames_go_with_their_module_however_often_it_comes_back()
    {
        using var scene = new Scene();
        byte[] thrower = await CompileAsync("void raise(long value) { throw value; }");
        byte[] other = await CompileAsync("extern \"C\" long unrelated() { try { throw 1; } catch (int) { return 1; } }");
        await LoadAsync(scene, "catcher", "void raise(long); extern \"C\" long run() { try { raise(5); } catch (long value) { return value; } return 0; }");
        for (int i = 0; i < 30; i++)
        {
            Load(scene, "thrower", thrower);
            Assert.Equal(5, scene.Call("run"));
            scene.Runtime.Unload("thrower", force: true);
            Load(scene, "other", other); // where the frames and the code of the first were
            Assert.Equal(1, scene.Call("unrelated"));
            scene.Runtime.Unload("other");
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_module_whose_inline_functions_were_taken_from_another_gets_its_own_back_when_it_is_loaded_again()
    {
        const string Header = "inline long shared(long x) { return x + 1; } ";
        using var scene = new Scene();
        byte[] second = await CompileAsync(Header + "extern \"C\" long two() { return shared(1); }", "-O0");
        await LoadAsync(scene, "first", Header + "extern \"C\" long one() { return shared(0); }", "-O0");
        Load(scene, "second", second);
        Assert.Throws<GraftException>(() => scene.Runtime.Unload("first"));
        scene.Runtime.Unload("first", force: true);
        Assert.Equal(SymbolState.Emitted, scene.StateOf("two"));

        Load(scene, "second", second);

        Assert.Equal(SymbolState.Ready, scene.StateOf("two"));
        Assert.Equal(2, scene.Call("two"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Modules_of_different_compilers_throw_at_each_other()
    {
        using var program = new CxxProgram("exceptions_across_modules");
        await program.CompileAsync("main", InstalledLlvm.Tool("clang++"), "-O1", "-fPIC");
        await program.CompileAsync("thrower", "g++", "-O2", "-fPIC");
        await program.CompileAsync("middle", InstalledLlvm.Tool("clang++"), "-O0", "-fPIC", "-ffunction-sections");
        string expected = await program.RunNativeAsync("g++");
        using var runtime = DummyProcess.Runtime(out string name, "fail");
        foreach (string module in program.Modules)
            program.Load(name, module);
        Assert.Equal(expected, CxxProgram.Run(runtime));
    }

    [Fact(Timeout = 60_000)]
    public async Task Without_its_library_a_module_waits_and_says_for_what()
    {
        using var scene = new Scene(new RuntimeOptions { ArenaSize = 16 * 1024 * 1024, HostSymbols = HostSymbolPolicy.AllowList });
        var result = Load(scene, "m", await CompileAsync("extern \"C\" long f() { return *new long(3); }", "-O0"));
        Assert.Contains(result.Missing, missing => missing.Name == "_Znwm");
    }

    private static List<long> Notes(Scene scene)
    {
        var notes = new List<long>();
        while (scene.Call("noted") is var note and not 0)
            notes.Add(note);
        return notes;
    }

    // Whether atexit was called before or after an object came is the initialisers' order; destructors run against it.
    private static List<long> Sorted(List<long> notes, long[] expected) =>
        notes.Order().SequenceEqual(expected.Order()) && notes[0] == -13 && notes[^1] == 18 && notes.IndexOf(-12) < notes.IndexOf(-11) ? [.. expected] : notes;

    private static async Task LoadAsync(Scene scene, string module, string source, params string[] arguments) =>
        Load(scene, module, await CompileAsync(source, arguments));

    private static LoadModuleResult Load(Scene scene, string module, byte[] bytes)
    {
        using var agent = scene.Connect();
        var result = ModuleLoader.Load(agent, module, [new ObjectInput("unit.o", bytes)]);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        return result;
    }

    private static Task<byte[]> CompileAsync(string source, params string[] arguments) =>
        Toolchain.CompileAsync(source, ["-x", "c++", "-std=c++20", "-O1", "-fPIC", .. arguments]);
}
