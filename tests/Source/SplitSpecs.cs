using System.Text;
using Graft.Engine.Source;
using Xunit;

namespace Graft.Tests.Source;

public sealed class SplitSpecs
{
    private const string Module = """
        ; ModuleID = 'm'
        source_filename = "m.c"
        target triple = "x86_64-pc-linux-gnu"

        %pair = type { i32, ptr }
        $shared = comdat any
        @text = private unnamed_addr constant [3 x i8] c"}\0A\00"
        @table = global [2 x i32] [
          i32 1, i32 2
        ]
        @other = alias i32, ptr @table
        @chosen = ifunc i32 (), ptr @resolve

        ; a comment with { a brace
        define i32 @"f"(%pair %0) #0 {
          ret i32 0
        }

        define void @g() comdat($shared) align 16 {
        }

        declare void @h(ptr byval({ i32, i32 }))

        attributes #0 = { nounwind "a"="b" }
        !llvm.module.flags = !{!0}
        !0 = !{i32 1, !"x", i32 2}
        """;

    [Fact]
    public void Every_thing_at_the_top_level_is_an_entity_with_its_name()
    {
        var module = Split(Module)!;
        Assert.Equal(
            ["Ignored", "Setting", "Type %pair", "Comdat $shared", "Variable @text", "Variable @table", "Alias @other",
             "IndirectFunction @chosen", "Function @f", "Function @g", "Declaration @h", "Attributes #0",
             "NamedMetadata !llvm.module.flags", "Metadata !0"],
            module.Entities.Select(entity => $"{entity.Kind} {Encoding.UTF8.GetString(entity.Name.Span)}".Trim()));
        Assert.Equal("define i32 @\"f\"(%pair %0) #0 {\n  ret i32 0\n}\n", Encoding.UTF8.GetString(module.TextOf(module.Find("@f"u8))));
    }

    [Fact]
    public void A_name_is_found_with_and_without_needless_quotes()
    {
        var module = Split(Module)!;
        Assert.Equal(module.Find("@f"u8), module.Find("@\"f\""u8));
        Assert.Equal(-1, module.Find("@\"f f\""u8));
    }

    [Theory]
    [InlineData("define void @f() { ret void }\n")]
    [InlineData("define void @f() {\n  ret void\n")]
    [InlineData("define void @f() prefix { i32 } { i32 1 } {\n  ret void\n}\n")]
    [InlineData("nonsense\n")]
    [InlineData("@a = global i32 1\n@a = global i32 2\n")]
    public void Text_of_another_form_is_not_split(string text) => Assert.Null(Split(text));

    [Fact]
    public void No_text_is_no_entities() => Assert.Empty(Split("")!.Entities);

    private static IrModule? Split(string text) => IrModule.Split(Encoding.UTF8.GetBytes(text));
}
