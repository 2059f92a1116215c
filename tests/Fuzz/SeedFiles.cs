using System.Diagnostics;

namespace Graft.Fuzz;

/// <summary>Well-formed objects and archives of many kinds, made by the compiler that is here, and merged ones.</summary>
internal static class SeedFiles
{
    private const string C = """
        #include <stddef.h>
        extern int printf(const char *, ...); extern int missing(void) __attribute__((weak));
        int total = 3, common[9], zero; static int hidden = 7; static const char *const names[] = {"a", "bc", "a"};
        _Thread_local int own = 5; static _Thread_local long zeros[4];
        int alias(int) __attribute__((alias("f")));
        int weak(void) __attribute__((weak)); int weak(void) { return 1; }
        static int local(int x) { return x * hidden; }
        __attribute__((constructor(200))) static void begin(void) { total++; }
        __attribute__((destructor)) static void end(void) { total--; }
        __attribute__((section("registry"), used)) static int (*const entry)(int) = local;
        extern int (*const __start_registry[])(int); extern int (*const __stop_registry[])(int);
        __attribute__((visibility("hidden"))) int inner(int x) { return x + own + (int)zeros[1]; }
        _Alignas(4096) int page[2]; static int (*choose(void))(int) { return local; }
        int chosen(int) __attribute__((ifunc("choose")));
        int f(int x) { switch (x) { case 1: return 7; case 2: return printf("two"); case 3: return inner(x); case 4: return total; case 5: return zero; }
          return (missing ? missing() : 0) + names[x & 1][0] + common[x] + weak() + chosen(x) + (int)(__stop_registry - __start_registry); }
        double g(double x) { return x * 1.5 + 2.5; } long double h(long double x) { return x * 3; }
        """;

    private const string Cpp = """
        struct base { virtual int f() { return 1; } virtual ~base() { } };
        template <typename T> struct derived : base { static T made; int f() override { made++; if (made > 5) throw made; return 2; } };
        template <typename T> T derived<T>::made = 0;
        inline int shared() { static derived<int> object; return object.f(); }
        int run() { try { return shared() + derived<long>().f(); } catch (int n) { return n; } catch (...) { throw; } }
        """;

    private const string Assembly = """
        .text
        .globl start
        start: .cfi_startproc
         movq x@GOTPCREL(%rip), %rax
         call *y@GOTPCREL(%rip)
         cmpq x@GOTPCREL(%rip), %rcx
         leaq x(%rip), %rdi
         call y@PLT
         movabsq $x@GOT, %rax
         movabsq $x@GOTOFF, %rax
         movabsq $y@PLTOFF, %rax
         movabsq $_GLOBAL_OFFSET_TABLE_-start, %rax
         leaq _GLOBAL_OFFSET_TABLE_(%rip), %rbx
         movq t@GOTTPOFF(%rip), %rax
         leaq t@TLSDESC(%rip), %rax
         call *t@TLSCALL(%rax)
         leaq t@TLSGD(%rip), %rdi
         leaq t@TLSLD(%rip), %rdi
         leaq t@DTPOFF(%rax), %rax
         movl $x@SIZE, %eax
         jmp local
         .cfi_endproc
        local: ret
        .data
        .quad x, x-., local+3, x@SIZE
        .long x, x-., x@GOTPCREL
        .short x, x-.
        .byte x, x-.
        .section .ctors.100,"aw",@progbits
        .quad start
        .section .rodata.str1.1,"aMS",@progbits,1
        .asciz "merge"
        .section .text.one,"axG",@progbits,group,comdat
        one: jmp x
        .section .rodata.two,"aG",@progbits,group,comdat
        .quad one
        .section linked,"ao",@progbits,.text
        .quad start
        .section .graft,"e",@progbits
        .asciz "graft 1 patchable"
        .asciz "start"
        .asciz "void ()"
        .symver versioned, y@VERSION_1
        .comm shared, 64, 32
        absolute = 1234
        .globl absolute
        .hidden concealed
        .weak concealed
        .size start, .-one
        """;

    /// <summary>Makes them in a folder, which may go afterwards.</summary>
    public static IReadOnlyList<byte[]> Make(string folder)
    {
        List<string> files =
        [
            .. Compile(folder, "c", C, "-O1 -fPIC -ffunction-sections -fdata-sections", "-O0 -g -gz -fcommon", "-O2 -fno-pic -fcommon",
                "-O1 -mcmodel=large -fPIC", "-O1 -fPIC -Wa,--crel,--allow-experimental-crel", "-O1 -fPIC -mtls-dialect=gnu2",
                "-O2 -fbasic-block-sections=all", "-O1 --target=i386-linux-gnu", "-O1 --target=aarch64-linux-gnu"),
            .. Compile(folder, "cpp", Cpp, "-O1 -fPIC -std=c++17", "-O0 -g -ffunction-sections -std=c++17"),
            .. Compile(folder, "s", Assembly, "-O0", "-Wa,--crel,--allow-experimental-crel"),
        ];
        if (files.Count == 0)
            throw new InvalidOperationException("no clang is here to make inputs with: run eng/setup.sh");
        string[] members = [.. files.Take(4)];
        foreach (string format in new[] { "gnu", "bsd", "darwin" })
        {
            string archive = Path.Combine(folder, $"{format}.a");
            if (Run("llvm-ar", [$"--format={format}", "rcs", archive, .. members]))
                files.Add(archive);
        }

        string thin = Path.Combine(folder, "thin.a");
        if (Run("llvm-ar", ["rcsT", thin, .. members]))
            files.Add(thin);
        byte[][] seeds = [.. files.Select(File.ReadAllBytes)];
        return [.. seeds, .. seeds.Where(seed => ElfFields.IsElf(seed)).Select(seed => MergeCase.TryMerge(seed)).OfType<byte[]>()];
    }

    /// <summary>Compiles one source in several ways; what this compiler cannot do is left out.</summary>
    private static IEnumerable<string> Compile(string folder, string ending, string text, params string[] ways)
    {
        string source = Path.Combine(folder, $"seed.{ending}");
        File.WriteAllText(source, text);
        for (int i = 0; i < ways.Length; i++)
        {
            string output = Path.Combine(folder, $"{ending}{i}.a_long_name_for_archives.o");
            if (Run("clang", ["-c", "-w", .. ways[i].Split(' '), source, "-o", output]))
                yield return output;
        }
    }

    private static bool Run(string tool, string[] arguments)
    {
        string? path = Directory.GetFiles("/usr/bin", $"{tool}-*")
            .Where(file => int.TryParse(Path.GetFileName(file)[(tool.Length + 1)..], out _))
            .MaxBy(file => int.Parse(Path.GetFileName(file)[(tool.Length + 1)..], null));
        using var process = path is null ? null : Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardError = true });
        process?.StandardError.ReadToEnd();
        process?.WaitForExit();
        return process is { ExitCode: 0 };
    }
}
