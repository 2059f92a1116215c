using Graft.Tests.Compile;

namespace Graft.Tests.Incremental;

/// <summary>What an edit has LLVM compile, and what not.</summary>
[Collection(CompileCollection.Name)]
public sealed class CompiledFunctionsSpecs(CompileFixture fixture)
{
    private const string Source = """
        source_filename = "a.c"
        target triple = "x86_64-pc-linux-gnu"

        %struct.pair = type { i32, i32 }
        $shared = comdat any

        @.str = private unnamed_addr constant [2 x i8] c"a\00", align 1
        @.str.1 = private unnamed_addr constant [2 x i8] c"b\00", align 1
        @limit = internal constant i32 7, align 4
        @count = internal global i32 5, align 4
        @own = internal thread_local global i32 1, align 4
        @table = internal constant [2 x ptr] [ptr blockaddress(@jumps, %one), ptr blockaddress(@jumps, %two)], align 8
        @kept = internal global i32 3, align 4
        @llvm.used = appending global [1 x ptr] [ptr @kept], section "llvm.metadata"
        @llvm.global_ctors = appending global [1 x { i32, ptr, ptr }] [{ i32, ptr, ptr } { i32 65535, ptr @first, ptr null }]
        @other = alias i32 (i32), ptr @second

        define internal void @first() #0 {
          store i32 6, ptr @count, align 4, !tbaa !1
          ret void
        }

        define i32 @second(i32 %x) #1 {
          %a = call i32 @inlined(i32 %x)
          %b = load i32, ptr @limit, align 4
          %sum = add i32 %a, %b
          ret i32 %sum
        }

        define internal i32 @inlined(i32 %x) #2 {
          %y = mul i32 %x, 3
          ret i32 %y
        }

        define ptr @third(ptr %p) #1 {
          %field = getelementptr %struct.pair, ptr %p, i32 0, i32 1
          store ptr @.str.1, ptr %field, align 8
          ret ptr @.str
        }

        define i32 @jumps(i64 %i) #1 {
          %slot = getelementptr [2 x ptr], ptr @table, i64 0, i64 %i
          %label = load ptr, ptr %slot, align 8
          indirectbr ptr %label, [label %one, label %two]

        one:
          ret i32 1

        two:
          ret i32 2
        }

        define linkonce_odr i32 @shared() #1 comdat {
          %v = load i32, ptr @own, align 4
          ret i32 %v
        }

        attributes #0 = { nounwind }
        attributes #1 = { nounwind uwtable }
        attributes #2 = { alwaysinline nounwind }

        !llvm.module.flags = !{!0}
        !0 = !{i32 1, !"wchar_size", i32 4}
        !1 = !{!2, !2, i64 0}
        !2 = !{!"int", !3}
        !3 = !{!"char"}

        """;

    /// <summary>Six functions, the variables, and the thread-local ones.</summary>
    private const int All = 8;

    public static TheoryData<string, string, int> Edits => new()
    {
        { "target triple", "\ntarget triple", 0 },
        { "source_filename = \"a.c\"", "source_filename = \"b.c\"", 0 },
        { "  ret i32 %sum", "  ; a comment\n\n  ret i32   %sum", 0 },
        { "%sum", "%total", 1 },
        { "store i32 6", "store i32 8", 1 },
        { "@.str = private", "@.str.0 = private unnamed_addr constant [2 x i8] c\"n\\00\", align 1\n@.str = private", 0 },
        { "@.str.1", "@.str.9", 0 },
        { "#1", "#7", 0 },
        { "!1", "!21", 0 },
        { "c\"b\\00\"", "c\"z\\00\"", 1 },
        { "constant i32 7", "constant i32 8", 2 },
        { "global i32 5", "global i32 6", 1 },
        { "mul i32 %x, 3", "mul i32 %x, 5", 2 },
        { "{ i32, i32 }", "{ i64, i64 }", 1 },
        { "i32 @second(i32 %x)", "i32 @second(i32 %y, i32 %x)", 1 },
        { "ret i32 2", "ret i32 3", 1 },
        { "thread_local global i32 1", "thread_local global i32 2", 1 },
        { "  %v = load i32, ptr @own, align 4\n", "  %v = add i32 0, 4\n", 1 },
        { "[1 x ptr] [ptr @kept]", "[2 x ptr] [ptr @kept, ptr @third]", All },
        { "ptr @first, ptr null", "ptr @third, ptr null", 1 },
        { "define internal void @first() #0 {", "define internal void @zeroth() #0 {\n  ret void\n}\n\ndefine internal void @first() #0 {", 1 },
    };

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Edits))]
    public async Task Only_what_LLVM_would_see_differently_is_compiled(string old, string @new, int compiled)
    {
        await using var scene = new IncrementalScene(fixture.Pool, "a.ll", level: 1);
        var first = await scene.BuildAsync(Source);
        Assert.Empty(first.Diagnostics);
        Assert.Equal(All, first.FunctionsCompiled);

        string edited = Source.Replace(old, @new, StringComparison.Ordinal);
        Assert.NotEqual(Source, edited);
        Assert.Equal(compiled, (await scene.BuildAsync(edited)).FunctionsCompiled);
        Assert.Equal(await scene.CleanAsync(edited), scene.Outputs);

        await scene.RestartAsync();
        Assert.InRange((await scene.BuildAsync(Source)).FunctionsCompiled, 0, Math.Max(compiled, 1));
        Assert.Equal(await scene.CleanAsync(Source), scene.Outputs);
    }

    [Fact(Timeout = 120_000)]
    public async Task Functions_in_another_order_are_put_together_anew_without_a_compilation()
    {
        await using var scene = new IncrementalScene(fixture.Pool, "a.ll", level: 1);
        await scene.BuildAsync(Source);
        var before = scene.Outputs;
        int third = Source.IndexOf("define ptr @third", StringComparison.Ordinal), next = Source.IndexOf("define i32 @jumps", StringComparison.Ordinal);
        int end = Source.IndexOf("attributes #0", StringComparison.Ordinal);
        string swapped = string.Concat(Source[..third], Source[next..end], Source[third..next], Source[end..]);
        var result = await scene.BuildAsync(swapped);
        Assert.Equal(0, result.FunctionsCompiled);
        Assert.Single(result.FromCache);
        Assert.NotEqual(before, scene.Outputs);
        Assert.Equal(await scene.CleanAsync(swapped), scene.Outputs);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_lost_or_foreign_trace_costs_time_and_nothing_else()
    {
        await using var scene = new IncrementalScene(fixture.Pool, "a.ll", level: 1);
        await scene.WithoutHostAsync();
        await scene.BuildAsync(Source);
        byte[] trace = await File.ReadAllBytesAsync(scene.ObjectPath + ".trace");
        string edited = Source.Replace("store i32 6", "store i32 8", StringComparison.Ordinal);
        trace[trace.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(scene.ObjectPath + ".trace", trace);
        Assert.Equal(All, (await scene.BuildAsync(edited)).FunctionsCompiled);

        trace[trace.Length / 2] ^= 1; // whole again, but of the object before
        await File.WriteAllBytesAsync(scene.ObjectPath + ".trace", trace);
        Assert.Equal(All, (await scene.BuildAsync(Source)).FunctionsCompiled);
        Assert.Equal(await scene.CleanAsync(Source), scene.Outputs);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("module asm \".globl in_assembly\"\nmodule asm \"in_assembly: ret\"\n")]
    [InlineData("@0 = internal global i32 1\n")]
    [InlineData("define i32 @one_line() { ret i32 1 }\n")]
    public async Task What_cannot_be_cut_is_compiled_whole(string more)
    {
        await using var scene = new IncrementalScene(fixture.Pool, "a.ll", level: 1);
        var result = await scene.BuildAsync(Source + more);
        Assert.Empty(result.Diagnostics);
        Assert.Equal((1, 0), (result.Compiled.Count, result.FunctionsCompiled));

        string edited = Source.Replace("store i32 6", "store i32 8", StringComparison.Ordinal) + more;
        await scene.BuildAsync(edited);
        Assert.Equal(await scene.CleanAsync(edited), scene.Outputs);
        Assert.Equal(All, (await scene.BuildAsync(Source)).FunctionsCompiled);
    }
}
