using Graft.Engine.Objects.Relocatable;
using Graft.Protocol;
using Graft.Tests.Link;

namespace Graft.Tests.Objects.Relocatable;

/// <summary>An object that is written from the one before has the bytes of one that is written anew.</summary>
public sealed class RewrittenFormSpecs
{
    private const int Functions = 8;

    /// <summary>Most edits change only sizes; the others change names, sections, frames or alignment, too.</summary>
    private static readonly string[] Extras =
    [
        "", "", "", "nop", ".rept 15; nop; .endr", ".rept 16; nop; .endr", ".rept 33; nop; .endr", "call another@PLT", "lea .Lown(%rip), %rax",
        ".cfi_def_cfa_offset 32", ".cfi_def_cfa_offset 32; .cfi_offset %rbx, -24; .cfi_offset %r12, -32; .cfi_offset %r13, -40", ".p2align 6",
        ".cfi_personality 0x9b, DW.ref.personality", ".cfi_signal_frame",
    ];

    [Theory(Timeout = 120_000)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task After_any_edits_bytes_are_those_of_a_merge(int seed)
    {
        var random = new Random(seed);
        var parts = new CanonicalObject[Functions];
        for (int i = 0; i < Functions; i++)
            parts[i] = await CompileAsync(i, "");
        var edited = Merge(parts);
        for (int edit = 0; edit < 40; edit++)
        {
            // Several functions of one edit are replaced before the object is written.
            for (int i = random.Next(3); i >= 0; i--)
            {
                int function = random.Next(Functions);
                parts[function] = await CompileAsync(function, Extras[random.Next(Extras.Length)]);
                edited = edited.Replace(parts[function], new DiagnosticBag())!;
            }

            Assert.Equal(Merge(parts).ToBytes().ToArray(), edited.ToBytes().ToArray());
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Bytes_that_were_given_out_stay_as_they_are()
    {
        CanonicalObject[] parts = [await CompileAsync(0, ""), await CompileAsync(1, "")];
        var merged = Merge(parts);
        var bytes = merged.ToBytes();
        byte[] copy = bytes.ToArray();
        var edited = merged.Replace(await CompileAsync(1, "nop"), new DiagnosticBag())!;
        Assert.NotEqual(copy, edited.ToBytes().ToArray());
        Assert.Equal(copy, bytes.ToArray());
        Assert.Equal(copy, merged.ToBytes().ToArray());
    }

    private static CanonicalObject Merge(CanonicalObject[] parts) =>
        CanonicalObject.Merge([.. parts.Select((part, i) => new MergeItem(part, Utf8Name.From($"f{i}"), i % 2 == 0 ? MergeFlags.Local : 0))], "unit.c", "unit.o", new DiagnosticBag())!;

    /// <summary>A function in a section of its own, aligned as only some are, with a call, a constant and unwind information.</summary>
    private static async Task<CanonicalObject> CompileAsync(int number, string extra) => CompiledParts.Read(await Assembler.BytesAsync($"""
        .section .text.f{number},"ax",@progbits
        {(number % 3 == 0 ? "" : ".p2align 4")}
        .globl f{number}; .type f{number},@function
        f{number}: .cfi_startproc
        {extra}
        call f{(number + 1) % Functions}@PLT
        lea .Lown(%rip), %rdi
        call outer@PLT
        ret
        .cfi_endproc
        .size f{number}, .-f{number}
        .section .rodata.str1.1,"aMS",@progbits,1
        .Lown: .asciz "text of {number}"
        """));
}
