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
    [InlineData("ret i32 %y\n}\n\ndefine", "ret i32 %z\n}\n\ndefine", 3, "%z", 0)]
    [InlineData("ret i32 %y\n}\n\ndefine", "ret i32 %z\n}\n\ndefine", 3, "%z", 1)]
    [InlineData("@first(i32 %x)\n", "@missing(i32 %x)\n", 7, "@missing", 0)]
    [InlineData("@first(i32 %x)\n", "@missing(i32 %x)\n", 7, "@missing", 1)]
    [InlineData("add i32 %x, 1", "add i64 %x, 1", 2, "%x", 0)]
    [InlineData("add i32 %x, 1", "add i64 %x, 1", 2, "%x", 1)]
    [InlineData("  %y = add i32 %x, 1\n", "  %y = add i32 %y, 1\n", 2, "Only PHI nodes may reference their own value", 0)]
    [InlineData("  %y = add i32 %x, 1\n", "  %y = add i32 %y, 1\n", 2, "Only PHI nodes may reference their own value", 1)]
    public async Task It_names_the_file_and_the_line(string old, string @new, int line, string named, int level)
    {
        await using var scene = new IncrementalScene(fixture.Pool, "a.ll", level);
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

    [Theory(Timeout = 60_000)]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_warning_is_told_at_the_function_that_it_is_about(int level)
    {
        const string Warned = "declare void @use(ptr)\n\ndefine void @g() {\n  ret void\n}\n\ndefine void @f() \"warn-stack-size\"=\"8\" {\n  %p = alloca [100 x i8]\n  call void @use(ptr %p)\n  ret void\n}\n";
        await using var scene = new IncrementalScene(fixture.Pool, "a.ll", level);
        var warning = Assert.Single((await scene.BuildAsync(Warned)).Diagnostics);
        Assert.Equal(("GRAFT1010", "a.ll", 7), (warning.Code, Path.GetFileName(warning.File), warning.Line));
    }
}
