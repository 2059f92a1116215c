namespace Graft.Tests.Runtimes;

/// <summary>
/// Whatever code model a compiler was told to use, a call of another module's function goes through its stub, so that patches
/// reach it; and all ways to take a function's address give the same.
/// </summary>
public sealed class CodeModelSpecs
{
    [Theory(Timeout = 60_000)]
    [InlineData("-fPIC")]
    [InlineData("-fPIC -fno-plt")]
    [InlineData("-fPIE")]
    [InlineData("-fPIC -mcmodel=medium")]
    [InlineData("-fPIC -mcmodel=large")]
    [InlineData("-fno-pic -mcmodel=large")]
    public async Task Calls_pointers_variables_and_tables_work_and_follow_patches(string options)
    {
        string[] arguments = ["-O1", .. options.Split(' ')];
        using var scene = new Scene();
        await ObjectModule.LoadWellAsync(scene, "callee", "long value = 5; long callee(void) { return 1; }", arguments);
        await ObjectModule.LoadWellAsync(scene, "caller", """
            #include <stdio.h>
            extern long value;
            long callee(void);
            static long own(long x) { return x + 1; }
            long (*table[])(long) = { own };
            static long big[20000];
            char text[32];
            long call(void) { return callee() + 10 * value + 100 * table[0](1); }
            long tail(void) { return callee(); }
            void *address(void) { return (void *)callee; }
            long print(void) { big[19999] = 3; return snprintf(text, sizeof text, "%ld %.1f", big[19999], 0.5); }
            """, arguments);
        Assert.Equal((251, 1, 5), (scene.Call("call"), scene.Call("tail"), scene.Call("print")));
        nint stub = scene.Runtime.GetFunctionPointer("callee");
        Assert.Equal(stub, (nint)scene.Call("address"));

        await ObjectModule.LoadWellAsync(scene, "callee", "long value = 5; long callee(void) { return 2; }", arguments);
        Assert.Equal((252, 2, stub), (scene.Call("call"), scene.Call("tail"), (nint)scene.Call("address")));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("-fPIC -mcmodel=large")]
    [InlineData("-fno-pic -mcmodel=large")]
    public async Task Cycles_through_registers_work_whoever_comes_first(string options)
    {
        string[] arguments = ["-O1", .. options.Split(' ')];
        using var scene = new Scene();
        var first = await ObjectModule.LoadAsync(scene, "a", "long b(long); long a(long n) { return n == 0 ? 100 : b(n - 1) + 1; } long start(void) { return a(9); }", arguments);
        Assert.Equal("b", Assert.Single(first.Missing).Name);
        await ObjectModule.LoadWellAsync(scene, "b", "long a(long); long b(long n) { return n == 0 ? 200 : a(n - 1) + 1; }", arguments);
        Assert.Equal(209, scene.Call("start"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_gcc_counts_from_the_GOT_is_right_even_for_symbols_that_come_later(bool calleeFirst)
    {
        string caller = Function("call", "movabsq $callee@PLTOFF, %rax; addq %rbx, %rax; call *%rax")
            + Function("throughEntry", "movabsq $value@GOT, %rax; movq (%rbx,%rax), %rax; movq (%rax), %rax")
            + Function("byOffset", "movabsq $value@GOTOFF, %rax; movq (%rbx,%rax), %rax");
        using var scene = new Scene();
        const string Callee = "long value = 5; long callee(void) { return 7; }";
        if (calleeFirst)
            await ObjectModule.LoadWellAsync(scene, "callee", Callee);
        await ObjectModule.LoadAsync(scene, "caller", caller);
        if (!calleeFirst)
            await ObjectModule.LoadWellAsync(scene, "callee", Callee);
        Assert.Equal((7, 5, 5), (scene.Call("call"), scene.Call("throughEntry"), scene.Call("byOffset")));
    }

    /// <summary>A function as gcc -fPIC -mcmodel=large begins it: rbx gets the address of the GOT.</summary>
    private static string Function(string name, string body) => $"""
        __asm__(".globl {name}; .type {name},@function; {name}: pushq %rbx;"
                "1: leaq 1b(%rip), %rbx; movabsq $_GLOBAL_OFFSET_TABLE_-1b, %r11; addq %r11, %rbx;"
                "{body}; popq %rbx; ret; .size {name}, .-{name}");

        """;
}
