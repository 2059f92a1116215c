using Graft.Client;
using Graft.Engine.Build;
using Graft.Engine.Compile;
using Graft.Tests.Compile;

namespace Graft.Tests.Incremental;

/// <summary>C and bitcode take the same way as textual IR; and what the cache does for functions.</summary>
[Collection(CompileCollection.Name)]
public sealed class InputFormSpecs(CompileFixture fixture)
{
    private const string C = """
        static const char *names[] = { "one", "two" };
        static int calls;
        const char *name(int i) { calls++; return names[i]; }
        const char *greeting(void) { return "hello"; }
        const char *parting(void) { return "goodbye"; }
        int count(void) { return calls; }

        """;

    [Theory(Timeout = 120_000)]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Of_C_only_functions_that_changed_are_compiled_and_the_front_end_is_measured_apart(int level)
    {
        await using var scene = new IncrementalScene(fixture.Pool, "a.c", level);
        var first = await scene.BuildAsync(C);
        Assert.Empty(first.Diagnostics);
        Assert.Equal(5, first.FunctionsCompiled);
        Assert.True(first.Times.FrontEnd > 0 && first.Times.Llvm > 0);

        // One more string gives all that follow other numbers.
        string edited = C.Replace("\"hello\"", "calls ? \"again\" : \"hello\"", StringComparison.Ordinal);
        Assert.Equal(1, (await scene.BuildAsync(edited)).FunctionsCompiled);
        Assert.Equal(await scene.CleanAsync(edited), scene.Outputs);
        Assert.Equal(0, (await scene.BuildAsync("\n// a comment\n" + edited)).FunctionsCompiled);
    }

    [Fact(Timeout = 120_000)]
    public async Task Bitcode_gives_what_its_text_gives()
    {
        using var folder = new TestFolder();
        string text = folder.Write("a.ll", "@x = global i32 1\n\ndefine i32 @f() {\n  %v = load i32, ptr @x, align 4\n  ret i32 %v\n}\n\ndefine i32 @g() {\n  ret i32 2\n}\n");
        string bitcode = folder.File("bc/a.ll");
        Directory.CreateDirectory(folder.File("bc"));
        await CliWrap.Cli.Wrap(InstalledLlvm.Tool("llvm-as")).WithArguments([text, "-o", bitcode]).ExecuteAsync();
        Assert.Equal(await BuildAsync(text, folder.File("text/a.o")), await BuildAsync(bitcode, folder.File("bitcode/a.o")));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_clean_build_after_edits_starts_no_compiler_and_later_edits_compile_one_function()
    {
        using var cache = new TestFolder();
        string edited = C.Replace("hello", "welcome", StringComparison.Ordinal);
        await using (var scene = new IncrementalScene(fixture.Pool, "a.c", 1) { Options = new(1, Patchable: true) { Cache = new(cache.Path) } })
        {
            await scene.BuildAsync(C);
            await scene.BuildAsync(edited);
        }

        await using var unused = new WorkerPool();
        await using var elsewhere = new IncrementalScene(unused, "a.c", 1) { Options = new(1, Patchable: true) { Cache = new(cache.Path) } };
        var clean = await elsewhere.BuildAsync(edited);
        Assert.Single(clean.FromCache);
        Assert.Equal(0, unused.Alive);

        var next = await elsewhere.BuildAsync(edited.Replace("goodbye", "farewell", StringComparison.Ordinal));
        Assert.Equal(1, next.FunctionsCompiled);
        var back = await elsewhere.BuildAsync(edited);
        Assert.Equal((0, 1), (back.FunctionsCompiled, back.FunctionsFromCache));
    }

    private async Task<byte[]> BuildAsync(string source, string output)
    {
        var module = new ModuleSource(source, SourceLanguage.Ir, output, []);
        var result = await ModuleBuilder.BuildAsync(new BuildModuleRequest("m", [module], "", "", new(1, Patchable: true)), fixture.Pool, CancellationToken.None);
        Assert.Empty(result.Diagnostics);
        Assert.Equal(2 + 1, result.FunctionsCompiled);
        return await File.ReadAllBytesAsync(output);
    }
}
