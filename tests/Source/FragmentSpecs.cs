using System.Text;
using Graft.Engine.Source;
using Xunit;

namespace Graft.Tests.Source;

/// <summary>What changes a function's fragment, and what does not: the fragment is what LLVM sees of it.</summary>
public sealed class FragmentSpecs
{
    private const string Module = """
        target triple = "x86_64-pc-linux-gnu"
        %pair = type { i32, ptr }
        @.str = private unnamed_addr constant [2 x i8] c"a\00", align 1
        @.str.1 = private unnamed_addr constant [2 x i8] c"b\00", align 1
        @limit = internal constant i32 7, align 4
        @count = internal global i32 5, align 4

        define i32 @f(ptr %p) #0 !dbg !4 {
          %a = load i32, ptr %p, align 4, !tbaa !1, !dbg !5
          %b = call i32 @twice(i32 %a), !dbg !5
          %c = call i32 @other(ptr @.str.1, i32 %b)
          %d = getelementptr %pair, ptr %p, i32 0, i32 1
          %e = load i32, ptr @limit, align 4
          %g = load i32, ptr @count, align 4
          ret i32 %e, !dbg !5
        }

        define internal i32 @twice(i32 %x) #2 {
          %y = mul i32 %x, 2
          ret i32 %y
        }

        define i32 @other(ptr %text, i32 %x) #1 {
          %y = add i32 %x, 1
          ret i32 %y
        }

        attributes #0 = { nounwind }
        attributes #1 = { "other" }
        attributes #2 = { alwaysinline }
        !0 = !{!"char"}
        !1 = !{!2, !2, i64 0}
        !2 = !{!"int", !0}
        !4 = distinct !DISubprogram(name: "f", line: 3)
        !5 = !DILocation(line: 4, scope: !4)
        """;

    [Theory]
    [InlineData("@.str = private", "@.str = private unnamed_addr constant [2 x i8] c\"n\\00\", align 1\n@.old = private")]
    [InlineData("@.str.1", "@.str.9")]
    [InlineData("#0", "#7")]
    [InlineData("!1", "!21")]
    [InlineData("line: 4", "line: 5")]
    [InlineData(", !dbg !5", "")]
    [InlineData("c\"a\\00\"", "c\"z\\00\"")]
    [InlineData("add i32 %x, 1", "add i32 %x, 2")]
    [InlineData("i32 @other(ptr %text, i32 %x)", "i32 @other(ptr %name, i32 %x)")]
    [InlineData("global i32 5", "global i32 6")]
    [InlineData("  ret i32 %e", "  ; a comment\n  ret   i32 %e")]
    public void What_is_not_its_own_leaves_a_fragment_as_it_is(string old, string @new) =>
        Assert.Equal(Fragment(Module, "@f"), Fragment(Module.Replace(old, @new, StringComparison.Ordinal), "@f"));

    [Theory]
    [InlineData("i32 0, i32 1", "i32 0, i32 0")]
    [InlineData("c\"b\\00\"", "c\"z\\00\"")]
    [InlineData("%pair = type { i32, ptr }", "%pair = type { i64, ptr }")]
    [InlineData("attributes #0 = { nounwind }", "attributes #0 = { nounwind optsize }")]
    [InlineData("attributes #1 = { \"other\" }", "attributes #1 = { \"changed\" }")]
    [InlineData("!\"int\"", "!\"long\"")]
    [InlineData("mul i32 %x, 2", "mul i32 %x, 3")]
    [InlineData("constant i32 7", "constant i32 8")]
    [InlineData("i32 @other(ptr %text, i32 %x)", "i64 @other(ptr %text, i32 %x)")]
    [InlineData("internal global i32 5", "global i32 5")]
    public void What_the_compiler_may_look_into_changes_a_fragment(string old, string @new) =>
        Assert.NotEqual(Fragment(Module, "@f"), Fragment(Module.Replace(old, @new, StringComparison.Ordinal), "@f"));

    [Fact]
    public void What_is_internal_becomes_hidden_and_what_is_inlined_comes_along()
    {
        string fragment = Fragment(Module, "@f");
        Assert.Contains("@count = external hidden global i32, align 4", fragment, StringComparison.Ordinal);
        Assert.Contains("@limit = available_externally hidden constant i32 7, align 4", fragment, StringComparison.Ordinal);
        Assert.Contains("define available_externally hidden i32 @twice(i32 %x)", fragment, StringComparison.Ordinal);
        Assert.Contains("declare i32 @other(ptr, i32)", fragment, StringComparison.Ordinal);
        Assert.Contains("@count = hidden global i32 5, align 4", Fragment(Module, "@count"), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_one_writer_all_fragments_are_as_of_a_new_one()
    {
        var module = IrModule.Split(Encoding.UTF8.GetBytes(Module))!;
        var writer = new FragmentWriter(module);
        foreach (string name in (string[])["@f", "@other", "@f", "@count", "@twice"])
            Assert.Equal(Fragment(Module, name), Encoding.UTF8.GetString(Write(writer, module, name).Text.Span));
    }

    private static string Fragment(string text, string name)
    {
        var module = IrModule.Split(Encoding.UTF8.GetBytes(text))!;
        return Encoding.UTF8.GetString(Write(new FragmentWriter(module), module, name).Text.Span);
    }

    private static IrFragment Write(FragmentWriter writer, IrModule module, string name) =>
        writer.Write([module.Find(Encoding.UTF8.GetBytes(name))]);
}
