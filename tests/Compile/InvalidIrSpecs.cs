using Graft.Protocol;

namespace Graft.Tests.Compile;

[Collection(CompileCollection.Name)]
public sealed class InvalidIrSpecs(CompileFixture fixture)
{
    [Fact(Timeout = 60_000)]
    public async Task Text_that_does_not_parse_is_reported_with_line_and_column()
    {
        var reply = await fixture.CompileAsync("define i32 @f() {\n  %x = add i32 1, 2\n  ret i32 %y\n}\n");

        Assert.False(reply.Succeeded);
        var error = Assert.Single(reply.Diagnostics);
        Assert.Equal("GRAFT1001", error.Code);
        Assert.Equal("/somewhere/input.ll", error.File);
        Assert.Equal((3, 11), (error.Line, error.Column));
        Assert.Contains("%y", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_the_verifier_refuses_is_reported_at_the_line_of_the_instruction()
    {
        var reply = await fixture.CompileAsync(
            "declare void @g(i32)\ndefine void @f() {\nentry:\n  br label %next\nnext:\n  %x = phi i32 [ 1, %other ]\n  ret void\nother:\n  br label %next\n}\n");

        var error = Assert.Single(reply.Diagnostics);
        Assert.Equal("GRAFT1001", error.Code);
        Assert.Equal(6, error.Line);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("@first = alias i32, ptr @second\n@second = alias i32, ptr @first\n")]
    [InlineData("@first = alias i32, ptr @first\n")]
    public async Task Aliases_that_stand_for_each_other_are_an_error_that_names_one(string ir)
    {
        var reply = await fixture.CompileAsync(ir);

        Assert.False(reply.Succeeded);
        Assert.All(reply.Diagnostics, d => Assert.Equal("GRAFT1001", d.Code));
        Assert.Contains(reply.Diagnostics, d => d.Message.Contains("first", StringComparison.Ordinal));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("")]
    [InlineData(" \n\t\r\n")]
    public async Task An_empty_file_is_an_error_of_its_own(string ir)
    {
        var reply = await fixture.CompileAsync(ir);
        Assert.Equal("GRAFT1004", Assert.Single(reply.Diagnostics).Code);
    }

    [Fact(Timeout = 60_000)]
    public async Task Bitcode_that_is_cut_off_is_invalid()
    {
        var reply = await fixture.CompileAsync("BC\u0001\u0002 no more");
        Assert.Equal("GRAFT1001", Assert.Single(reply.Diagnostics).Code);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_module_for_another_machine_is_refused()
    {
        var reply = await fixture.CompileAsync("target triple = \"aarch64-unknown-linux-gnu\"\ndefine void @f() { ret void }\n");
        var error = Assert.Single(reply.Diagnostics);
        Assert.Equal("GRAFT2002", error.Code);
        Assert.Contains("aarch64-unknown-linux-gnu", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Assembly_that_the_machine_does_not_know_is_an_error_of_code_generation()
    {
        var reply = await fixture.CompileAsync("define void @f() {\n  call void asm sideeffect \"frobnicate\", \"\"()\n  ret void\n}\n");
        var error = Assert.Single(reply.Diagnostics);
        Assert.Equal("GRAFT1009", error.Code);
        Assert.Contains("invalid instruction mnemonic 'frobnicate'", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_cannot_be_generated_is_told_where_debug_information_says()
    {
        var reply = await fixture.CompileAsync("""
            define float @f(float %x) "target-features"="-sse,-sse2" !dbg !2 {
              ret float %x, !dbg !5
            }
            !llvm.dbg.cu = !{!0}
            !llvm.module.flags = !{!6}
            !0 = distinct !DICompileUnit(language: DW_LANG_C99, file: !1)
            !1 = !DIFile(filename: "source.c", directory: "/somewhere")
            !2 = distinct !DISubprogram(name: "f", file: !1, line: 3, type: !3, unit: !0, spFlags: DISPFlagDefinition)
            !3 = !DISubroutineType(types: !4)
            !4 = !{}
            !5 = !DILocation(line: 4, column: 3, scope: !2)
            !6 = !{i32 2, !"Debug Info Version", i32 3}
            """);

        var error = reply.Diagnostics[0];
        Assert.Equal(("GRAFT1009", "/somewhere/source.c"), (error.Code, error.File));
        Assert.Contains("SSE", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_doubt_of_LLVM_is_a_warning()
    {
        var reply = await fixture.CompileAsync(
            "declare void @use(ptr)\ndefine void @f() \"warn-stack-size\"=\"8\" {\n  %p = alloca [100 x i8]\n  call void @use(ptr %p)\n  ret void\n}\n");

        Assert.True(reply.Succeeded);
        var warning = Assert.Single(reply.Diagnostics);
        Assert.Equal(("GRAFT1010", DiagnosticSeverity.Warning), (warning.Code, warning.Severity));
    }

    [Fact(Timeout = 60_000)]
    public async Task One_bad_input_does_not_harm_the_next()
    {
        await fixture.CompileAsync("nonsense");
        var reply = await fixture.CompileAsync("define i32 @f() { ret i32 1 }\n");
        Assert.True(reply.Succeeded);
        Assert.DoesNotContain(reply.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
    }
}
