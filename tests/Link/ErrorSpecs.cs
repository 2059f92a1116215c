using Graft.Engine.Link;
using Graft.Protocol;

namespace Graft.Tests.Link;

/// <summary>What a link says when it cannot: who, where, why, and what to do; all of it at once.</summary>
public class ErrorSpecs
{
    private static readonly LinkOptions Complete = new() { IsComplete = true };

    [Fact(Timeout = 60_000)]
    public async Task An_undefined_symbol_is_told_with_who_wants_it_where_and_what_was_probably_meant()
    {
        var scene = new LinkScene();
        Assert.Null(scene.Link(
            [
                await LinkScene.UnitAsync("lua.o", "int lua_next(int x) { return x; }"),
                await LinkScene.UnitAsync("table.o", "int lua_nxet(int); int walk(int x) { return lua_nxet(x) + 1; }", "-O1", "-fPIC"),
            ], Complete));

        var error = scene.TheOnly(DiagnosticCatalog.UndefinedSymbol);
        Assert.Equal("table.o", error.File);
        AssertNames(error, "'lua_nxet'", "table.o: section .text.walk+0x", "(R_X86_64_PLT32)", "did you mean 'lua_next' (defined in lua.o)?");
        Assert.Equal(0, scene.Agent.OpenSlabs);
    }

    [Fact(Timeout = 60_000)]
    public async Task Further_places_that_want_a_symbol_are_counted()
    {
        var scene = new LinkScene();
        scene.Link(
            [
                await Assembler.UnitAsync("a.o", ".text\ncall lost@PLT\ncall lost@PLT\n"),
                await Assembler.UnitAsync("b.o", ".text\ncall lost@PLT\n.data\n.quad lost, lost\n"),
            ], Complete);

        AssertNames(scene.TheOnly(DiagnosticCatalog.UndefinedSymbol),
            "in a.o: section .text+0x1 (R_X86_64_PLT32), in a.o: section .text+0x6 (R_X86_64_PLT32), in b.o: section .text+0x1", "and in 2 more places");
    }

    [Fact(Timeout = 60_000)]
    public async Task Names_of_Cxx_are_told_as_the_source_has_them()
    {
        var scene = new LinkScene();
        scene.Link([await Assembler.UnitAsync("a.o", ".text\ncall _ZN5shape4areaEid@PLT\n")], Complete);
        AssertNames(scene.TheOnly(DiagnosticCatalog.UndefinedSymbol), "'shape::area(int, double)' (_ZN5shape4areaEid)");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_missing_extern_C_is_noticed()
    {
        var scene = new LinkScene();
        scene.Link(
            [
                await LinkScene.UnitAsync("use.o", "int area(int); int f(void) { return area(1); }"),
                await Assembler.UnitAsync("shape.o", ".text\n.globl _Z4areai\n_Z4areai: ret\n"),
            ], Complete);
        AssertNames(scene.TheOnly(DiagnosticCatalog.UndefinedSymbol), "'area' is", "shape.o defines it as C++ 'area(int)' (_Z4areai)", "extern \"C\"");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_static_definition_elsewhere_is_noticed()
    {
        var scene = new LinkScene();
        scene.Link(
            [
                await LinkScene.UnitAsync("use.o", "int helper(void); int f(void) { return helper(); }"),
                await LinkScene.UnitAsync("own.o", "__attribute__((noinline)) static int helper(void) { return 1; } int (*p)(void) = helper;"),
            ], Complete);
        AssertNames(scene.TheOnly(DiagnosticCatalog.UndefinedSymbol), "'helper'", "own.o defines it, but static");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_weak_reference_may_stay_undefined_in_a_complete_link()
    {
        var scene = new LinkScene();
        var unit = await LinkScene.UnitAsync("a.o", "__attribute__((weak)) int hook(void); int f(void) { return hook ? hook() : 0; }");
        Assert.NotNull(scene.Link([unit], Complete));
        Assert.Empty(scene.Diagnostics);
    }

    [Fact(Timeout = 60_000)]
    public async Task Errors_of_different_kinds_are_told_in_one_go()
    {
        var scene = new LinkScene();
        scene.Link(
            [
                await Assembler.UnitAsync("a.o", ".globl twice, again\n.text\ntwice: again: call lost@PLT\n"),
                await Assembler.UnitAsync("b.o", ".globl twice, again\n.text\nnop\ntwice: again: ret\n.data\n.reloc ., R_X86_64_COPY, twice\n.quad 0\n"),
            ], Complete);

        Assert.Equal(["GRAFT3001", "GRAFT3002", "GRAFT3002", "GRAFT3004"], scene.Diagnostics.Select(d => d.Code).Order());
        var duplicate = scene.Diagnostics.First(d => d.Code == DiagnosticCatalog.DuplicateSymbol.Code);
        Assert.Equal("b.o", duplicate.File);
        AssertNames(duplicate, "is defined here in section .text+0x1", "in a.o in section .text+0x0");
        AssertNames(scene.Diagnostics.Single(d => d.Code == DiagnosticCatalog.UnsupportedRelocation.Code), "section .data+0x0: R_X86_64_COPY to 'twice'");
    }

    [Fact(Timeout = 60_000)]
    public async Task Relocations_of_one_symbol_that_cannot_be_done_are_one_error()
    {
        var scene = new LinkScene();
        scene.Link(await Assembler.UnitAsync("a.o", ".data\nx: .reloc ., R_X86_64_COPY, y\n.quad 0\n.reloc ., R_X86_64_COPY, y\n.quad 0\n.reloc ., R_X86_64_COPY, z\n.quad 0\n"));
        Assert.Equal(2, scene.Diagnostics.Count);
        AssertNames(scene.Diagnostics.First(), "section .data+0x0", "'y'", "the object has 1 more such reference");
        AssertNames(scene.Diagnostics.Last(), "section .data+0x10", "'z'");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_value_out_of_range_is_told_with_value_and_limits()
    {
        var scene = new LinkScene();
        scene.Link(await Assembler.UnitAsync("a.o", ".text\n.globl f\nf: movl $f, %eax\nret\n"));
        var error = scene.TheOnly(DiagnosticCatalog.RelocationOutOfRange);
        Assert.Equal("a.o", error.File);
        AssertNames(error, "section .text+0x1: R_X86_64_32 to 'f'", "the value 0x5", "[0x0, 0xffffffff]", "-fPIC");
    }

    [Theory(Timeout = 60_000)]
    [InlineData(20, 21, "and 10 more errors of this link")]
    [InlineData(3, 4, "and 27 more errors of this link")]
    [InlineData(0, 30, "'name_29'")]
    public async Task A_flood_is_cut_short_and_counted(int limit, int told, string last)
    {
        var scene = new LinkScene();
        string calls = string.Concat(Enumerable.Range(0, 30).Select(i => $"call name_{i}@PLT\n"));
        scene.Link([await Assembler.UnitAsync("a.o", ".text\n" + calls)], Complete with { ErrorLimit = limit });
        Assert.Equal(told, scene.Diagnostics.Count);
        Assert.All(scene.Diagnostics, d => Assert.Equal(DiagnosticCatalog.UndefinedSymbol.Code, d.Code));
        AssertNames(scene.Diagnostics.Last(), last);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_the_agent_objects_to_is_told_with_the_errors_of_the_link()
    {
        var scene = new LinkScene();
        scene.LinkWell(await LinkScene.UnitAsync("first.o", "int shared(void) { return 1; }"));
        var diagnostics = new DiagnosticBag();
        Assert.Null(Linker.Link(scene.Agent, "other",
            [await Assembler.UnitAsync("a.o", ".text\n.globl shared\nshared: ret\n.data\n.reloc ., R_X86_64_COPY, y\n.quad 0\n")], [], diagnostics));
        Assert.Equal(["GRAFT3002", "GRAFT3004"], diagnostics.Select(d => d.Code).Order());
    }

    private static void AssertNames(Diagnostic diagnostic, params string[] parts)
    {
        foreach (string part in parts)
            Assert.Contains(part, diagnostic.Message, StringComparison.Ordinal);
    }
}
