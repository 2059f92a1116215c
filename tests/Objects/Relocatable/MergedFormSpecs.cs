using System.Text;
using Graft.Engine.Objects;
using Graft.Engine.Objects.Relocatable;
using Graft.Protocol;
using Graft.Tests.Compile;
using Graft.Tests.Link;

namespace Graft.Tests.Objects.Relocatable;

/// <summary>Forms of sections and symbols that merged objects carry over, as LLVM's tools see them.</summary>
public sealed class MergedFormSpecs
{
    private const string Forms = """
        .section .text.f,"ax",@progbits
        .globl f; .type f,@function
        f: .cfi_startproc
        lea .Ltext(%rip), %rdi
        movsd .Lhalf(%rip), %xmm0
        call g@PLT
        ret
        .cfi_endproc
        .size f, .-f
        .section .text.g,"ax",@progbits
        .hidden g; .globl g; .type g,@function
        g: .cfi_startproc
        lea .Ltext(%rip), %rdi
        mov variable@GOTPCREL(%rip), %rax
        ret
        .cfi_endproc
        .size g, .-g
        .section __patchable_function_entries,"awo",@progbits,.text.g
        .p2align 3
        .quad .text.g
        .section .rodata.str1.1,"aMS",@progbits,1
        .Lother: .asciz "not referred to"
        .Ltext: .asciz "text"
        .section .rodata.cst8,"aM",@progbits,8
        .p2align 3
        .quad 1
        .Lhalf: .double 0.5
        .section .text.resolve,"ax",@progbits
        .globl chosen; .type chosen,@gnu_indirect_function
        chosen: lea f(%rip), %rax
        ret
        .section .tdata.local,"awT",@progbits
        .globl local; .type local,@object
        local: .long 7
        .size local, 4
        .section .tbss.zero,"awT",@nobits
        .globl zero; .type zero,@object; .p2align 4
        zero: .zero 16
        .size zero, 16
        .section .data.kept,"awR",@progbits
        .protected kept; .globl kept; .type kept,@object
        kept: .quad f
        .size kept, 8
        .weak alias; .set alias, kept
        .globl number; .set number, 0x1234
        .comm shared, 24, 16
        .weak maybe
        .section .text.once,"axG",@progbits,once,comdat
        .weak once; .type once,@function
        once: .cfi_startproc
        call maybe@PLT
        ret
        .cfi_endproc
        .size once, .-once
        .section .data.once,"awG",@progbits,once,comdat
        .weak once_data; .type once_data,@object
        once_data: .quad 3
        .size once_data, 8
        .section .init_array.7,"aw",@init_array
        .p2align 3
        .quad f
        .section .init_array,"aw",@init_array
        .p2align 3
        .quad g
        """;

    private static readonly string[] Names = ["f", "g", "chosen", "local", "zero", "kept", "number", "shared", "once", "once_data"];

    [Fact(Timeout = 60_000)]
    public async Task Symbols_are_as_before_but_for_those_that_become_local()
    {
        byte[] source = await Assembler.BytesAsync(Forms);
        byte[] merged = Merge(source, "g").ToBytes().ToArray();
        await ObjectChecks.AreWellFormedAsync(merged);
        var symbols = await SymbolsAsync(merged);
        foreach (var (name, form) in await SymbolsAsync(source))
            Assert.Equal((name, name == "g" ? "FUNC LOCAL DEFAULT" : form), (name, symbols[name]));
        Assert.Equal("NOTYPE WEAK DEFAULT", symbols["maybe"]);
        Assert.Equal("FILE LOCAL DEFAULT", symbols["unit.c"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Sections_keep_type_flags_links_and_groups()
    {
        byte[] source = await Assembler.BytesAsync(Forms);
        byte[] merged = Merge(source).ToBytes().ToArray();
        var before = Headers(source);
        foreach (var section in Headers(merged).Where(section => !section.Name.StartsWith(".rodata.", StringComparison.Ordinal) && section.Name != ".graft.blocks"))
            Assert.Contains(section, before);
        string[] groups = await ObjectChecks.ReadElfAsync(merged, "--section-groups");
        Assert.Contains(groups, line => line.StartsWith("COMDAT group section", StringComparison.Ordinal) && line.EndsWith("[once] contains 3 sections:", StringComparison.Ordinal));
        Assert.Equal([".init_array.7", ".init_array"], Headers(merged).Where(section => section.Name.StartsWith(".init_array", StringComparison.Ordinal)).Select(section => section.Name));
        var unit = Read(merged);
        Assert.Equal(".text.g", unit.Sections[unit.Sections.Single(section => section.Name == "__patchable_function_entries"u8).LinkedTo].Name.ToString());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_constant_is_with_each_function_that_refers_to_it_and_nowhere_else()
    {
        var unit = Read(Merge(await Assembler.BytesAsync(Forms)).ToBytes().ToArray());
        Assert.Equal("text\0\0\0\0\0\0\0\0\0\0\u00e0?", Latin1(unit, ".rodata.f"));
        Assert.Equal("text\0", Latin1(unit, ".rodata.g"));
        Assert.DoesNotContain(unit.Sections, section => section.Name.StartsWith(".rodata.str"u8) || section.Name.StartsWith(".rodata.cst"u8));
    }

    [Fact(Timeout = 60_000)]
    public async Task Retained_is_what_the_plan_says_too()
    {
        var source = CompiledParts.Read(await Assembler.BytesAsync(Forms));
        var merged = CanonicalObject.Merge([new(source, Utf8Name.From("f"), MergeFlags.Retained)], "", "unit.o", new DiagnosticBag())!;
        Assert.True(Read(merged.ToBytes().ToArray()).Sections.Single(section => section.Name == ".text.f"u8).IsRetained);
        var again = merged.Replace(CompiledParts.Read(await Assembler.BytesAsync(".section .text.f,\"ax\",@progbits;.globl f;.type f,@function;f: ret")), new DiagnosticBag())!;
        Assert.True(Read(again.ToBytes().ToArray()).Sections.Single(section => section.Name == ".text.f"u8).IsRetained);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_object_may_have_more_sections_than_16_bits_can_count()
    {
        const int Count = 33_000;
        var text = new StringBuilder();
        for (int i = 0; i < Count; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $".section .text.f{i},\"ax\",@progbits\n.globl f{i}\nf{i}: call f{(i + 1) % Count}\n");
        byte[] source = await Assembler.BytesAsync(text.ToString());
        var read = CompiledParts.Read(source);
        byte[] merged = CanonicalObject.Merge([.. Enumerable.Range(0, Count).Reverse().Select(i => new MergeItem(read, Utf8Name.From($"f{i}")))], "", "unit.o", new DiagnosticBag())!.ToBytes().ToArray();
        var unit = Read(merged);
        Assert.True(unit.Sections.Length > 0x10000);
        foreach (var symbol in unit.Symbols.Where(symbol => symbol is { IsInSection: true, Scope: ObjectSymbolScope.Global }))
            Assert.Equal($".text.{symbol.Name}", unit.Sections[symbol.Section].Name.ToString());
        Assert.Contains(await ObjectChecks.ReadElfAsync(merged, "--file-header"), line => line.StartsWith("Number of section headers: 0 (66", StringComparison.Ordinal));
        Assert.Equal(merged, CompiledParts.Read(merged).ToBytes().ToArray());
    }

    private static CanonicalObject Merge(byte[] bytes, params string[] locals)
    {
        var source = CompiledParts.Read(bytes);
        List<MergeItem> plan = [.. Names.Select(name => new MergeItem(source, Utf8Name.From(name), locals.Contains(name) ? MergeFlags.Local : MergeFlags.None))];
        plan.Add(MergeItem.Rest(source));
        var diagnostics = new DiagnosticBag();
        var merged = CanonicalObject.Merge(plan, "unit.c", "unit.o", diagnostics);
        Assert.Empty(diagnostics);
        return merged!;
    }

    private static async Task<Dictionary<string, string>> SymbolsAsync(byte[] bytes)
    {
        var lines = await ObjectChecks.ReadElfAsync(bytes, "--symbols");
        return lines.Select(line => line.Split(' ')).Where(words => words.Length > 7 && words[0].EndsWith(':') && words[3] != "SECTION" && !words[7].StartsWith(".L", StringComparison.Ordinal))
            .ToDictionary(words => words[7], words => string.Join(' ', words[3..6]));
    }

    /// <summary>Name, type, flags, size, alignment and entry size of each section that takes room.</summary>
    private static List<(string Name, SectionKind Kind, ulong Size, ulong Alignment, bool IsRetained)> Headers(byte[] bytes) =>
        [.. Read(bytes).Sections.Where(section => section.IsLoaded && section.Kind != SectionKind.EhFrame).Select(section => (section.Name.ToString(), section.Kind, section.Size, section.Alignment, section.IsRetained))];

    private static ObjectUnit Read(byte[] bytes)
    {
        var diagnostics = new DiagnosticBag();
        var unit = ObjectReader.Read("unit.o", bytes, diagnostics);
        Assert.Empty(diagnostics);
        return unit!;
    }

    private static string Latin1(ObjectUnit unit, string section) =>
        Encoding.Latin1.GetString(unit.Sections.Single(candidate => candidate.Name.ToString() == section).Bytes.Span);
}
