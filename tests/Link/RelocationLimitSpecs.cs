using Graft.Protocol;

namespace Graft.Tests.Link;

/// <summary>A value that does not fit its field is an error that says what, where and how to help it.</summary>
public class RelocationLimitSpecs
{
    [Fact(Timeout = 60_000)]
    public async Task A_32_bit_address_does_not_fit_above_4_GiB()
    {
        var scene = new LinkScene();
        Assert.Null(scene.Link(await LinkScene.UnitAsync("a.o", "extern int x[]; int x[9] = {1}; void *get(void) { return x; }", "-O1", "-fno-pic")));
        string error = scene.TheOnly(DiagnosticCatalog.RelocationOutOfRange).ToString();
        foreach (string part in new[] { "a.o", "section .text.get+0x1", "R_X86_64_32", "'x'", "-fPIC" })
            Assert.Contains(part, error, StringComparison.Ordinal);
        Assert.Equal((0, 0), (scene.Agent.Commits, scene.Agent.OpenSlabs));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_displacement_does_not_reach_far_data_of_the_process()
    {
        var scene = new LinkScene();
        scene.Agent.Host["far"] = 0x7F00_0000_0000;
        Assert.Null(scene.Link(await LinkScene.UnitAsync("a.o", "__attribute__((visibility(\"hidden\"))) extern int far; int get(void) { return far; }", "-O1", "-fPIC")));
        Assert.Contains("-fPIC", scene.TheOnly(DiagnosticCatalog.RelocationOutOfRange).Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(".byte N", 255, true)]
    [InlineData(".byte N", 256, false)]
    [InlineData(".byte N", -128, true)]
    [InlineData(".byte N", -129, false)]
    [InlineData(".short N", 65535, true)]
    [InlineData(".short N", 65536, false)]
    [InlineData(".long N", 0xFFFF_FFFF, true)]
    [InlineData(".long N", 0x1_0000_0000, false)]
    [InlineData("movq $N, %rax", 0x7FFF_FFFF, true)]
    [InlineData("movq $N, %rax", -0x8000_0000L, true)]
    [InlineData("movq $N, %rax", 0x8000_0000, false)]
    [InlineData(".quad N", 0x7FFF_FFFF_FFFF_FFFF, true)]
    public async Task Fields_hold_what_the_specification_lets_them_hold(string field, long value, bool fits)
    {
        var scene = new LinkScene();
        var user = await LinkScene.UnitAsync("a.o", $"__asm__(\".text\\n.globl user\\nuser: {field}\\n\");");
        var number = await LinkScene.UnitAsync("b.o", $"__asm__(\".globl N\\n.set N, {value}\\n\");");
        Assert.Equal(fits, scene.Link(user, number) is not null);
        if (!fits)
            scene.TheOnly(DiagnosticCatalog.RelocationOutOfRange);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_flood_of_errors_is_cut_short_and_counted()
    {
        string source = string.Concat(Enumerable.Range(0, 50).Select(i => $"int x{i}[3] = {{1}}; void *get{i}(void) {{ return x{i}; }}\n"));
        var scene = new LinkScene();
        Assert.Null(scene.Link(await LinkScene.UnitAsync("a.o", source, "-O1", "-fno-pic")));
        Assert.Equal(21, scene.Diagnostics.Count);
        Assert.Contains("30 more", scene.Diagnostics.Last().Message, StringComparison.Ordinal);
    }
}
