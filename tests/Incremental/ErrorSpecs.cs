using Graft.Tests.Compile;

namespace Graft.Tests.Incremental;

/// <summary>An error in one function is told as if the file had been compiled whole, and costs nothing of what was known.</summary>
[Collection(CompileCollection.Name)]
public sealed class ErrorSpecs(CompileFixture fixture)
{
    private const string Source = """
        define i32 @first(i32 %x) {
          %y = add i32 %x, 1
          ret i32 %y
        }

        define i32 @second(i32 %x) {
          %y = call i32 @first(i32 %x)
          ret i32 %y
        }

        """;

    [Theory(Timeout = 60_000)]
    [InlineData("ret i32 %y\n}\n\ndefine", "ret i32 %z\n}\n\ndefine", 3, "%z")]
    [InlineData("@first(i32 %x)\n", "@missing(i32 %x)\n", 7, "@missing")]
    [InlineData("add i32 %x, 1", "add i64 %x, 1", 2, "%x")]
    [InlineData("  %y = add i32 %x, 1\n", "  %y = add i32 %y, 1\n", 2, "Only PHI nodes may reference their own value")]
    public async Task It_names_the_file_and_the_line(string old, string @new, int line, string named)
    {
        await using var scene = new IncrementalScene(fixture.Pool, "a.ll", level: 1);
        await scene.BuildAsync(Source);
        var before = scene.Outputs;
        var result = await scene.BuildAsync(Source.Replace(old, @new, StringComparison.Ordinal));
        var error = Assert.Single(result.Diagnostics);
        Assert.Equal(("GRAFT1001", "a.ll", line), (error.Code, Path.GetFileName(error.File), error.Line));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);

        var repaired = await scene.BuildAsync(Source);
        Assert.True(repaired.Succeeded);
        Assert.Equal(0, repaired.FunctionsCompiled);
        Assert.Equal(before, scene.Outputs);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_warning_is_told_at_the_function_that_it_is_about()
    {
        const string Warned = "declare void @use(ptr)\n\ndefine void @f() \"warn-stack-size\"=\"8\" {\n  %p = alloca [100 x i8]\n  call void @use(ptr %p)\n  ret void\n}\n";
        await using var scene = new IncrementalScene(fixture.Pool, "a.ll", level: 1);
        var warning = Assert.Single((await scene.BuildAsync(Warned)).Diagnostics);
        Assert.Equal(("GRAFT1010", "a.ll", 3), (warning.Code, Path.GetFileName(warning.File), warning.Line));
    }
}
