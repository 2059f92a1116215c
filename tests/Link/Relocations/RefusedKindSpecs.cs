using Graft.Protocol;

namespace Graft.Tests.Link.Relocations;

/// <summary>What has no meaning in an object is refused with what it is, not written wrongly.</summary>
public sealed class RefusedKindSpecs
{
    [Theory(Timeout = 60_000)]
    [InlineData("COPY")]
    [InlineData("GLOB_DAT")]
    [InlineData("JUMP_SLOT")]
    [InlineData("RELATIVE")]
    [InlineData("IRELATIVE")]
    public async Task Relocations_of_dynamic_linkers_are_no_objects(string kind)
    {
        var error = await RefuseAsync($".data\n.globl x\nx: .reloc ., R_X86_64_{kind}, x\n.quad 0\n");
        Assert.Contains($"section .data+0x0: R_X86_64_{kind} to 'x' is one for the dynamic linker", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_number_that_no_specification_has_is_told()
    {
        byte[] content = await Assembler.BytesAsync(".data\n.reloc ., R_X86_64_GOTPCREL, x\n.quad 0\n");
        ObjectBytes.Retype(content, from: 9, to: 200);
        Assert.Contains("R_X86_64 type 200 to 'x'", Refuse(content).Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("SIZE32")]
    [InlineData("SIZE64")]
    public async Task The_size_of_what_another_link_defines_is_unknown(string kind)
    {
        var error = await RefuseAsync($".data\n.reloc ., R_X86_64_{kind}, x\n.quad 0\n");
        Assert.Contains("asks for the size", error.Message, StringComparison.Ordinal);
    }

    private static async Task<Diagnostic> RefuseAsync(string source) => Refuse(await Assembler.BytesAsync(source));

    private static Diagnostic Refuse(byte[] content)
    {
        var scene = new LinkScene();
        Assert.Null(scene.Link(Assembler.Read("a.o", content)));
        return scene.TheOnly(DiagnosticCatalog.UnsupportedRelocation);
    }
}
