using Graft.Client;
using Graft.Engine.Build;

namespace Graft.Tests.Compile;

/// <summary>The signatures of C declarations, which linker and command line rely on.</summary>
[Collection(CompileCollection.Name)]
public sealed class SignatureSpecs(CompileFixture fixture) : IDisposable
{
    private const string Declarations = """
        #include <stdarg.h>
        struct pair { long a, b; };
        struct big { long a[5]; };
        struct node { struct node *next; int value; };
        union word { int i; float f; };
        void nothing(void) {}
        int add(int a, int b) { return a + b; }
        signed char narrow(signed char a, unsigned short b, _Bool c) { return a + b + c; }
        unsigned char narrow_unsigned(void) { return 1; }
        double real(float a, double b) { return a + b; }
        long double extended(long double a) { return a; }
        char *pointer(const void *a, struct node *b) { return (char *)a + b->value; }
        struct pair small_struct(struct pair p) { return p; }
        struct big large_struct(struct big b) { return b; }
        int variadic(const char *format, ...) { return *format; }
        int old_style() { return 1; }
        union word either(union word w) { return w; }
        int (*callback(int (*f)(int)))(int) { return f; }
        int number = 1;
        struct node list = { 0, 1 };
        struct node empty_list;
        struct mixed { char c; short s; long l; char tail; } mixed = { 'a', 2, 3, 'b' };
        struct mixed no_mixed;
        int primes[100] = { 2, 3, 5 };
        struct node lists[50] = { { 0, 1 }, { &list, 2 } };
        struct __attribute__((packed)) tight { char c; int i; } tight = { 'a', 1 };
        int table[3][2];
        const char *const names[] = { "a", "b" };
        extern int printf(const char *, ...);
        extern int elsewhere;
        int undeclared();
        int user(void) { return printf("%d", elsewhere) + undeclared(1, 2.0); }
        """;

    private readonly BuildScene _scene = new(fixture.Pool);

    public void Dispose() => _scene.Dispose();

    private static readonly Dictionary<string, string> Expected = new()
    {
        ["nothing"] = "void ()",
        ["add"] = "i32 (i32, i32)",
        ["narrow"] = "signext i8 (i8 signext, i16 zeroext, i1 zeroext)",
        ["narrow_unsigned"] = "zeroext i8 ()",
        ["real"] = "double (float, double)",
        ["extended"] = "x86_fp80 (x86_fp80)",
        ["pointer"] = "ptr (ptr, ptr)",
        ["small_struct"] = "{ i64, i64 } (i64, i64)",
        ["large_struct"] = "void (ptr sret({ [5 x i64] }), ptr byval({ [5 x i64] }))",
        ["variadic"] = "i32 (ptr, ...)",
        ["old_style"] = "i32 ()",
        ["either"] = "i32 (i32)",
        ["callback"] = "ptr (ptr)",
        ["number"] = "i32",
        ["list"] = "{ ptr, i32 }",
        ["empty_list"] = "{ ptr, i32 }",
        ["mixed"] = "{ i8, i16, i64, i8 }",
        ["no_mixed"] = "{ i8, i16, i64, i8 }",
        ["primes"] = "[100 x i32]",
        ["lists"] = "[50 x { ptr, i32 }]",
        ["tight"] = "<{ i8, i32 }>",
        ["table"] = "[3 x [2 x i32]]",
        ["names"] = "[2 x ptr]",
        ["printf"] = "i32 (ptr, ...)",
        ["elsewhere"] = "",
        ["undeclared"] = "",
    };

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(InstalledLlvm.Libraries), MemberType = typeof(InstalledLlvm))]
    public async Task Every_version_spells_them_alike(string library)
    {
        _scene.Add("declarations.c", Declarations, "-std=gnu11", "-Wno-strict-prototypes", "-Wno-deprecated-non-prototype");
        _scene.Options = new CompileOptions(OptimizationLevel: 1, LlvmLibrary: library);

        var result = await _scene.BuildAsync();

        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        var unit = Assert.Single(SymbolList.TryParse(await File.ReadAllBytesAsync(_scene.SymbolList))!.Units);
        var actual = unit.Defines.Select(d => (d.Name, d.Signature)).Concat(unit.Wants.Select(w => (w.Name, w.Signature))).ToDictionary();
        Assert.Equal(
            Expected.Select(pair => $"{pair.Key}: {pair.Value}"),
            Expected.Select(pair => $"{pair.Key}: {actual[pair.Key]}"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Notes_begin_with_the_mode_and_keep_odd_names()
    {
        var reply = await fixture.CompileAsync(
            "@\"a \\22quoted\\22 \\5Cname\" = global i8 1\n@\"\u00fcml\u00e4ut\" = global <{ i8, half }> zeroinitializer\n"
            + "define fastcc <4 x float> @vector(ptr addrspace(1) %p, <2 x i1> inreg %m) { ret <4 x float> zeroinitializer }\n"
            + "@twin = alias <4 x float> (ptr addrspace(1), <2 x i1>), ptr @vector\n", level: 0, patchable: true);
        Assert.True(reply.Succeeded, string.Join('\n', reply.Diagnostics));
        string path = fixture.Folder.File("notes.o");
        await File.WriteAllBytesAsync(path, reply.ObjectFile.ToArray());

        Assert.Equal(
            [
                "graft 1 patchable", "a \"quoted\" \\name", "i8",
                "twin", "cc 8 <4 x float> (ptr addrspace(1), <2 x i1> inreg)",
                "vector", "cc 8 <4 x float> (ptr addrspace(1), <2 x i1> inreg)",
                "\u00fcml\u00e4ut", "<{ i8, half }>",
            ],
            await ReadElf.NotesAsync(path));
    }
}
