using System.Text.RegularExpressions;
using Graft.Client;
using Graft.Engine.Patch;
using Graft.Tests.Runtimes;

namespace Graft.Tests.Compile;

/// <summary>Thread-locals of modules that Graft compiles: whatever the source asks for, code is made that works in a runtime.</summary>
[Collection(CompileCollection.Name)]
public sealed partial class ThreadLocalSpecs(CompileFixture fixture) : IDisposable
{
    /// <summary>As clang writes it for a program, which lets LLVM count on room in every thread.</summary>
    private const string Program = """
        @initialised = dso_local thread_local global i32 7
        @zero = dso_local thread_local global [4 x i64] zeroinitializer
        @local = internal thread_local global i32 3
        @chosen = dso_local thread_local(localexec) global i32 4
        @"odd dso_local name" = dso_local thread_local(initialexec) constant i32 5
        @elsewhere = external dso_local thread_local(initialexec) global i32
        @text = dso_local global [35 x i8] c"define dso_local \22PIE Level\22, i32 2"
        @ordinary = dso_local global i32 1

        define dso_local i32 @sum(i32 %n) noinline {
          %a = load i32, ptr @initialised
          %b = load i32, ptr @local
          %c = load i32, ptr @chosen
          %d = load i32, ptr @"odd dso_local name"
          %e = load i32, ptr @elsewhere
          %f = load i32, ptr @ordinary
          %z = load i64, ptr getelementptr ([4 x i64], ptr @zero, i64 0, i64 2)
          %g = trunc i64 %z to i32
          store i32 %n, ptr @local
          %ab = add i32 %a, %b
          %cd = add i32 %c, %d
          %ef = add i32 %e, %f
          %abcd = add i32 %ab, %cd
          %efg = add i32 %ef, %g
          %all = add i32 %abcd, %efg
          ret i32 %all
        }
        !llvm.module.flags = !{!0, !1}
        !0 = !{i32 7, !"PIC Level", i32 2}
        !1 = !{i32 7, !"PIE Level", i32 2}
        """;

    private readonly BuildScene _scene = new(fixture.Pool);

    public static TheoryData<string> Libraries => InstalledLlvm.Libraries;

    public void Dispose() => _scene.Dispose();

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Libraries))]
    public async Task A_programs_models_become_a_librarys(string library)
    {
        foreach (int level in (int[])[0, 2])
        {
            var reply = await fixture.CompileAsync(Program, level, library: library);
            Assert.True(reply.Succeeded, string.Join('\n', reply.Diagnostics));
            string path = fixture.Folder.File("tls.o");
            await File.WriteAllBytesAsync(path, reply.ObjectFile.ToArray());

            string kinds = string.Join(' ', RelocationKind().Matches(await ReadElf.RunAsync("-rW", path)).Select(match => match.Value).Distinct().Order());
            Assert.Contains("R_X86_64_TLSGD", kinds, StringComparison.Ordinal);
            Assert.DoesNotContain("64_TPOFF", kinds, StringComparison.Ordinal);
            Assert.DoesNotContain("GOTTPOFF", kinds, StringComparison.Ordinal);
            Assert.DoesNotContain("$local", await ReadElf.RunAsync("-sW", path), StringComparison.Ordinal);
            Assert.Contains("define dso_local \"PIE Level\", i32 2", await ReadElf.RunAsync("-p", ".data.text", path), StringComparison.Ordinal);
            var sections = await ReadElf.SectionsAsync(path);
            Assert.Equal(("PROGBITS WAT", "NOBITS WAT", "PROGBITS WAT"), (sections[".tdata.initialised"], sections[".tbss.zero"], sections[".tdata.local"]));
        }
    }

    [Theory(Timeout = 120_000)]
    [InlineData("counter.c", 0)]
    [InlineData("counter.c", 2)]
    [InlineData("counter.c", 2, "-ftls-model=local-exec")]
    [InlineData("counter.c", 1, "-fno-pic")]
    [InlineData("counter.cpp", 0)]
    [InlineData("counter.cpp", 2, "-std=c++20")]
    public async Task Threads_keep_their_values_across_a_patch(string file, int level, params string[] arguments)
    {
        using var runtime = new Scene();
        _scene.Options = new(level, Patchable: true);
        string Version(int step, string more) => $$"""
            #ifdef __cplusplus
            #define _Thread_local thread_local
            struct Text { long length; Text() : length(1000) {} ~Text() { length = -1; } };
            static thread_local Text text;
            extern "C" long next(void);
            #define LENGTH text.length
            #else
            #define LENGTH 1000
            #endif
            {{more}}
            _Thread_local long counter = 10;
            static _Thread_local long calls __attribute__((tls_model("initial-exec")));
            long next(void) { counter += {{step}}; calls++; return counter * 10 + calls + LENGTH; }
            """;
        await LoadAsync(runtime, file, Version(1, ""), arguments);
        Assert.Equal(1111, InThread(() => runtime.Call("next")));
        using var patched = new ManualResetEventSlim();
        using var ready = new ManualResetEventSlim();
        var thread = Task.Factory.StartNew(
            () =>
            {
                runtime.Call("next");
                runtime.Call("next");
                ready.Set();
                patched.Wait(TimeSpan.FromSeconds(60));
                return runtime.Call("next");
            },
            TaskCreationOptions.LongRunning);
        Assert.True(ready.Wait(TimeSpan.FromSeconds(60)));

        await LoadAsync(runtime, file, Version(5, "_Thread_local long first = 1, second;"), arguments);
        patched.Set();

        Assert.Equal((17 * 10) + 3 + 1000, await thread);
        Assert.Equal((15 * 10) + 1 + 1000, InThread(() => runtime.Call("next")));
    }

    private async Task LoadAsync(Scene runtime, string file, string source, string[] arguments)
    {
        _scene.Remove(file);
        _scene.Add(file, source, arguments);
        var built = await _scene.BuildAsync();
        Assert.True(built.Succeeded, string.Join('\n', built.Diagnostics));
        using var agent = runtime.Connect();
        var loaded = ModuleLoader.Load(agent, new LoadModuleRequest(runtime.Name, "scene", [_scene.Archive]));
        Assert.Empty(loaded.Diagnostics);
        Assert.Equal(0, loaded.Waiting);
    }

    private static long InThread(Func<long> function)
    {
        long result = 0;
        var thread = new Thread(() => result = function());
        thread.Start();
        thread.Join();
        return result;
    }

    [GeneratedRegex("R_X86_64_[A-Z0-9_]+")]
    private static partial Regex RelocationKind();
}
