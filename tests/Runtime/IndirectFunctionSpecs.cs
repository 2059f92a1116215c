using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>
/// Indirect functions (ifunc): their resolver is asked in the runtime's process, once all that it needs is Ready, and the slot holds
/// what it chose. To everybody else they are functions: one address, for life.
/// </summary>
public sealed class IndirectFunctionSpecs
{
    // A choice that compilers cannot foretell: otherwise they call what a resolver would give at once.
    private const string Number = """
        volatile long wanted = 2;
        static long one(void) { return 1; }
        static long two(void) { return 2; }
        """;

    [Fact(Timeout = 60_000)]
    public async Task Calls_reach_what_the_resolver_chose_and_all_pointers_are_equal()
    {
        using var scene = new Scene();
        await ObjectModule.LoadWellAsync(scene, "definer", Number + """
            static void *choose(void) { return wanted == 2 ? two : one; }
            long number(void) __attribute__((ifunc("choose")));
            long (*table[])(void) = { number };
            long call(void) { return number() + 10; }
            void *address(void) { return (void *)number; }
            long through(void) { return table[0](); }
            """);
        await ObjectModule.LoadWellAsync(scene, "user", """
            long number(void);
            long callFromOutside(void) { return number() + 20; }
            void *addressFromOutside(void) { return (void *)number; }
            """);
        Assert.Equal((2, 12, 2, 22), (scene.Call("number"), scene.Call("call"), scene.Call("through"), scene.Call("callFromOutside")));
        nint stub = scene.Runtime.GetFunctionPointer("number");
        Assert.Equal((stub, stub, stub), ((nint)scene.Call("address"), (nint)scene.Call("addressFromOutside"), scene.Runtime.GetData<nint>("table")));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_module_may_call_an_indirect_function_that_comes_later()
    {
        using var scene = new Scene();
        var user = await ObjectModule.LoadAsync(scene, "user", "long number(void); long call(void) { return number() + 20; }");
        Assert.Equal("number", Assert.Single(user.Missing).Name);
        await ObjectModule.LoadWellAsync(scene, "definer", Number + "static void *choose(void) { return wanted == 2 ? one : two; } long number(void) __attribute__((ifunc(\"choose\")));");
        Assert.Equal(21, scene.Call("call"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("static", "-fPIC")]
    [InlineData("static", "-fno-pic")]
    [InlineData("__attribute__((visibility(\"hidden\")))", "-fPIC")]
    [InlineData("__attribute__((visibility(\"protected\")))", "-fPIC")]
    public async Task Local_hidden_and_protected_ones_work(string scope, string model)
    {
        using var scene = new Scene();
        await ObjectModule.LoadWellAsync(scene, "m", Number + $$"""
            static void *choose(void) { return wanted == 2 ? two : one; }
            {{scope}} long number(void) __attribute__((ifunc("choose")));
            long (*pointer)(void) = number;
            long call(void) { return number() + 10 * pointer(); }
            """, "-O1", model, "-mcmodel=large");
        Assert.Equal(22, scene.Call("call"));
    }

    [Fact(Timeout = 60_000)]
    public async Task One_whose_name_is_the_assemblers_own_works()
    {
        using var scene = new Scene();
        await ObjectModule.LoadWellAsync(scene, "m", """
            __attribute__((used)) static long two(void) { return 2; }
            __attribute__((used)) static void *choose(void) { return two; }
            __asm__(".type .Lnumber, @gnu_indirect_function\n.set .Lnumber, choose\n"
                    ".globl call\n.type call, @function\ncall: jmp .Lnumber@PLT\n.size call, .-call");
            """);
        Assert.Equal(2, scene.Call("call"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_resolver_may_call_functions_of_its_own_and_of_other_modules_and_other_indirect_ones()
    {
        using var scene = new Scene();
        await ObjectModule.LoadWellAsync(scene, "other", "long which(void) { return 2; }");
        await ObjectModule.LoadWellAsync(scene, "m", Number + """
            long which(void);
            __attribute__((noinline)) long own(void) { return which(); }
            long first(void), second(void);
            static void *chooseFirst(void) { return second() == 2 ? two : one; }
            static void *chooseSecond(void) { return own() == 2 ? two : one; }
            long first(void) __attribute__((ifunc("chooseFirst")));
            long second(void) __attribute__((ifunc("chooseSecond")));
            """);
        Assert.Equal((2, 2), (scene.Call("first"), scene.Call("second")));
    }

    [Fact(Timeout = 60_000)]
    public async Task It_is_asked_once_and_before_initialisers_that_may_use_it()
    {
        using var scene = new Scene();
        await ObjectModule.LoadWellAsync(scene, "m", Number + """
            long asked, seen;
            static void *choose(void) { asked++; return wanted == 2 ? two : one; }
            long number(void) __attribute__((ifunc("choose")));
            __attribute__((constructor)) static void start(void) { seen = asked * 100 + number(); }
            long get(void) { return number(); }
            """);
        Assert.Equal((102, 2, 1), (scene.Runtime.GetData<long>("seen"), scene.Call("get"), scene.Runtime.GetData<long>("asked")));
    }

    [Fact(Timeout = 60_000)]
    public async Task It_waits_for_what_its_resolver_needs()
    {
        using var scene = new Scene();
        string source = Number + """
            long which(void);
            static void *choose(void) { return which() == 2 ? two : one; }
            long number(void) __attribute__((ifunc("choose")));
            """;
        Assert.NotEqual(0, (await ObjectModule.LoadAsync(scene, "m", source)).Waiting);
        Assert.Equal(SymbolState.Emitted, scene.StateOf("number"));
        await ObjectModule.LoadWellAsync(scene, "other", "long which(void) { return 2; }");
        Assert.Equal(2, scene.Call("number"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_patch_asks_the_new_resolver_and_the_address_stays()
    {
        using var scene = new Scene();
        string Version(string chosen, string other) =>
            Number + $"static void *choose(void) {{ return wanted == 2 ? {chosen} : {other}; }} long number(void) __attribute__((ifunc(\"choose\")));";
        await ObjectModule.LoadWellAsync(scene, "m", Version("one", "two"));
        nint stub = scene.Runtime.GetFunctionPointer("number");
        Assert.Equal(1, scene.Call("number"));
        await ObjectModule.LoadWellAsync(scene, "m", Version("two", "one"));
        Assert.Equal((2, stub), (scene.Call("number"), scene.Runtime.GetFunctionPointer("number")));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_function_may_become_indirect_and_plain_again()
    {
        using var scene = new Scene();
        await ObjectModule.LoadWellAsync(scene, "m", Number + "long number(void) { return 7; }");
        nint stub = scene.Runtime.GetFunctionPointer("number");
        await ObjectModule.LoadWellAsync(scene, "m", Number + "static void *choose(void) { return wanted == 2 ? two : one; } long number(void) __attribute__((ifunc(\"choose\")));");
        Assert.Equal(2, scene.Call("number"));
        await ObjectModule.LoadWellAsync(scene, "m", Number + "long number(void) { return 8; }");
        Assert.Equal((8, stub), (scene.Call("number"), scene.Runtime.GetFunctionPointer("number")));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("return 0;")]
    [InlineData("return (void *)number();")]
    public async Task A_resolver_that_gives_nothing_is_told_of_and_a_call_ends_the_process(string body)
    {
        using var runtime = DummyProcess.Runtime(out string name, "wait", "1000");
        string folder = Directory.CreateTempSubdirectory("graft-runtime-").FullName;
        try
        {
            string path = Path.Combine(folder, "unit.o");
            await File.WriteAllBytesAsync(path, await Link.Toolchain.CompileAsync(
                $"long number(void); static void *choose(void) {{ {body} }} long number(void) __attribute__((ifunc(\"choose\")));", "-O1", "-fPIC"));
            runtime.WriteLine("call number");
            using var agent = AgentConnection.Connect(name);
            var result = Engine.Patch.ModuleLoader.Load(agent, new Client.LoadModuleRequest(name, "m", [path]));
            // The waiting call may end the process before the answer is sent.
            Assert.Contains(Assert.Single(result.Diagnostics).Code, new[] { DiagnosticCatalog.NothingChosen.Code, DiagnosticCatalog.RuntimeLost.Code });
            var (exitCode, errors) = runtime.WaitForExit();
            Assert.Equal(Graft.Runtime.LateBindingExitCode, exitCode);
            Assert.Contains("whose resolver gave no function", errors, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task One_that_gives_nothing_is_told_of_and_the_rest_works()
    {
        using var scene = new Scene();
        var result = await ObjectModule.LoadAsync(scene, "m", Number + """
            static void *choose(void) { return wanted == 2 ? 0 : one; }
            long number(void) __attribute__((ifunc("choose")));
            long other(void) { return wanted == 2 ? 5 : number(); }
            """);
        Assert.Equal(DiagnosticCatalog.NothingChosen.Code, Assert.Single(result.Diagnostics).Code);
        Assert.Equal(5, scene.Call("other"));
    }

    [Fact(Timeout = 60_000)]
    public async Task One_may_be_unloaded_and_come_back()
    {
        using var scene = new Scene();
        const string Definition = Number + "static void *choose(void) { return wanted == 2 ? two : one; } long number(void) __attribute__((ifunc(\"choose\")));";
        await ObjectModule.LoadWellAsync(scene, "m", Definition);
        nint stub = scene.Runtime.GetFunctionPointer("number");
        await ObjectModule.LoadWellAsync(scene, "user", "long number(void); long call(void) { return number(); }");
        Assert.Throws<GraftException>(() => scene.Runtime.Unload("m"));
        scene.Runtime.Unload("m", force: true);
        Assert.NotEqual(SymbolState.Ready, scene.StateOf("number"));
        await ObjectModule.LoadWellAsync(scene, "m", Definition.Replace("? two : one", "? one : two", StringComparison.Ordinal));
        Assert.Equal((1, 1, stub), (scene.Call("call"), scene.Call("number"), scene.Runtime.GetFunctionPointer("number")));
    }

    [Fact(Timeout = 60_000)]
    public async Task Those_of_the_process_are_called_as_what_their_resolver_chose()
    {
        using var scene = new Scene();
        await ObjectModule.LoadWellAsync(scene, "m", """
            #include <string.h>
            volatile char text[] = "12345";
            long length(void) { return strlen((char *)text); } // an indirect function of the GNU C library
            long through(void) { size_t (*volatile pointer)(const char *) = strlen; return pointer((char *)text); }
            """);
        Assert.Equal((5, 5), (scene.Call("length"), scene.Call("through")));
    }
}
