using System.Text;
using Graft.Engine.Objects.Relocatable;
using Graft.Tests.Compile;
using Graft.Tests.Objects.Relocatable;

namespace Graft.Tests.Incremental;

/// <summary>Which functions a first build compiles in one module, and that nobody can tell by their code.</summary>
[Collection(CompileCollection.Name)]
public sealed class SharedModuleSpecs(CompileFixture fixture)
{
    private const string Plain = """
        define i32 @first(i32 %x) {
          %y = call i32 @second(i32 %x)
          ret i32 %y
        }

        define internal i32 @second(i32 %x) {
          %y = call i32 @first(i32 %x)
          ret i32 %y
        }


        """;

    public static TheoryData<string> Loners =>
    [
        """
        @own = external thread_local global i32

        define i32 @alone() {
          %v = load i32, ptr @own
          ret i32 %v
        }
        """,
        """
        define i32 @alone(i32 %x) {
          %y = call i32 @inlined(i32 %x)
          ret i32 %y
        }

        define internal i32 @inlined(i32 %x) alwaysinline {
          %y = call i32 @first(i32 %x)
          ret i32 %y
        }
        """,
        """
        declare ptr @llvm.coro.noop()

        define ptr @alone() {
          %frame = call ptr @llvm.coro.noop()
          ret ptr %frame
        }
        """,
    ];

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Loners))]
    public async Task Functions_share_a_module_unless_they_ask_for_more(string loner)
    {
        var parts = await CompileAsync(Plain + loner + "\n", level: 0);
        Assert.Same(parts.First[0], parts.First[1]);
        Assert.NotSame(parts.First[0], parts.First[2]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Nobody_shares_a_module_with_optimisation()
    {
        var parts = await CompileAsync(Plain, level: 1);
        Assert.NotSame(parts.First[0], parts.First[1]);
    }

    /// <summary>Each function puts the address of a place inside of it into one section: that holds them together.</summary>
    [Fact(Timeout = 60_000)]
    public async Task What_assembly_puts_into_one_section_is_compiled_apart()
    {
        const string Listed = """
            define void @one() {
              call void asm sideeffect "1: .pushsection list,\22a\22\0A.quad 1b\0A.popsection", ""()
              ret void
            }

            define void @two() {
              call void asm sideeffect "1: .pushsection list,\22a\22\0A.quad 1b\0A.popsection", ""()
              ret void
            }

            """;
        var parts = await CompileAsync(Listed, level: 0);
        Assert.NotSame(parts.First[0], parts.First[1]);
    }

    private async Task<CompiledParts> CompileAsync(string ir, int level)
    {
        var parts = await CompiledParts.OfIrAsync(fixture.Pool, Encoding.UTF8.GetBytes(ir), level);
        Assert.Equal(parts.Merge(group => parts.Groups[group]).ToBytes(), parts.Merge(group => parts.First[group]).ToBytes());
        return parts;
    }
}
