using System.Buffers.Binary;
using Graft.Engine.Objects;
using Graft.Engine.Objects.Relocatable;
using Graft.Protocol;
using Graft.Tests.Link;

namespace Graft.Tests.Objects.Relocatable;

/// <summary>What cannot be merged is said, whatever the bytes are.</summary>
public sealed class MergeErrorSpecs
{
    private const string Source = """
        extern int printf(const char *, ...);
        static const int table[5] = {1, 2, 3, 5, 8};
        _Thread_local int count; int common; int total = 3; static int hidden;
        int f(int x) { hidden += x; count++; return printf("%d", total) + table[x]; }
        double g(int x) { switch (x) { case 0: return 3.5; case 1: return f(7); case 2: return common; case 3: return 8.25 * x; case 9: return 1; } return 0.25; }
        __attribute__((constructor)) static void begin(void) { f(2); }
        """;

    private const string Exceptions = """
        struct A { ~A(); }; void use(A &); inline int value = 5;
        int f(int x) { try { A a; use(a); if (x) throw 3; } catch (int &y) { return y + value; } catch (...) { return 2; } return x; }
        """;

    [Fact(Timeout = 60_000)]
    public async Task What_a_source_does_not_define_is_named()
    {
        var source = CompiledParts.Read(await Toolchain.CompileAsync(Source, "-O1"));
        Assert.Equal("'missing' is to be taken from unit.o, which does not define it; build it again", Fail([new(source, Utf8Name.From("missing"))]));
        Assert.False(source.Defines(Utf8Name.From("missing")));
        Assert.False(source.Defines(Utf8Name.From("printf")));
        Assert.True(source.Defines(Utf8Name.From("g")));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_two_sources_define_is_named()
    {
        var one = CompiledParts.Read(await Assembler.BytesAsync(".text;.globl f;f: ret;.globl g;g: ret"));
        var other = CompiledParts.Read(await Assembler.BytesAsync(".text;.globl g;g: ret"));
        Assert.Equal("'g' comes from two objects; build it again", Fail([new(one, Utf8Name.From("f")), new(other, Utf8Name.From("g"))]));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_entity_that_is_new_is_no_replacement()
    {
        var one = CompiledParts.Read(await Assembler.BytesAsync(".text;.globl f;f: ret"));
        var diagnostics = new DiagnosticBag();
        Assert.Null(one.Replace(CompiledParts.Read(await Assembler.BytesAsync(".text;.globl h;h: ret")), diagnostics));
        Assert.Equal("'h' of unit.o is new; build it again", Assert.Single(diagnostics).Message);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("SHF_ALLOC, SHF_EXCLUDE")]
    [InlineData("")]
    public async Task An_alignment_that_is_none_is_named(string flags)
    {
        byte[] bytes = await Assembler.FromDescriptionAsync($$"""
            Sections:
              - { Name: .rodata.one, Type: SHT_PROGBITS, Flags: [ {{flags}} ], AddressAlign: 24, Content: "00000000" }
              - { Name: .text.f, Type: SHT_PROGBITS, Flags: [ SHF_ALLOC, SHF_EXECINSTR ], Content: "0000000000000000" }
              - { Name: .rela.text.f, Type: SHT_RELA, Info: .text.f, Link: .symtab, Relocations: [ { Offset: 2, Symbol: .rodata.one, Type: R_X86_64_PC32 } ] }
            Symbols:
              - { Name: .rodata.one, Type: STT_SECTION, Section: .rodata.one }
              - { Name: f, Section: .text.f, Binding: STB_GLOBAL }
            """);
        var diagnostics = new DiagnosticBag();
        Assert.Null(CanonicalObject.Read(new ObjectInput("odd.o", bytes), diagnostics));
        Assert.Contains("section .rodata.one has the alignment 24, which is not a power of two", Assert.Single(diagnostics).Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(0x1_0000_0000)]
    [InlineData(ulong.MaxValue)]
    public async Task Constants_of_an_absurd_size_keep_their_bytes(ulong entrySize)
    {
        byte[] bytes = await Assembler.FromDescriptionAsync("""
            Sections:
              - { Name: .rodata.cst8, Type: SHT_PROGBITS, Flags: [ SHF_ALLOC, SHF_MERGE ], AddressAlign: 8, EntSize: 8, Content: "0102030405060708" }
              - { Name: .text.f, Type: SHT_PROGBITS, Flags: [ SHF_ALLOC, SHF_EXECINSTR ], Content: "0000000000000000" }
              - { Name: .rela.text.f, Type: SHT_RELA, Info: .text.f, Link: .symtab, Relocations: [ { Offset: 0, Symbol: .rodata.cst8, Type: R_X86_64_PC32, Addend: -4 } ] }
            Symbols:
              - { Name: .rodata.cst8, Type: STT_SECTION, Section: .rodata.cst8 }
              - { Name: f, Section: .text.f, Binding: STB_GLOBAL }
            """);
        int header = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(40)) + 64; // e_shoff, and the first section after the null one
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(header + 56), entrySize);
        Assert.True(CompiledParts.Read(bytes).ToBytes().ToArray().AsSpan().IndexOf((ReadOnlySpan<byte>)[1, 2, 3, 4, 5, 6, 7, 8]) > 0);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(4096)]
    [InlineData(2 << 20)]
    public async Task Strings_take_no_more_room_than_their_places_in_an_aligned_section_ask_for(int alignment)
    {
        byte[] bytes = await Assembler.BytesAsync($$"""
            .section .rodata.str1.1,"aMS",@progbits,1
            .balign {{alignment}}
            .zero 1
            .La: .asciz "a"
            .Lb: .asciz "b"
            .Lc: .asciz "c"
            .text
            .globl f
            f: leaq .Lb(%rip), %rax
               leaq .Lc(%rip), %rax
               leaq .La(%rip), %rax
               ret
            """);
        Assert.InRange(CompiledParts.Read(bytes).ToBytes().ToArray().Length, 1, bytes.Length);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(4)] // SHT_RELA
    [InlineData(2)] // SHT_SYMTAB
    public async Task The_first_section_header_says_nothing(uint type)
    {
        byte[] bytes = await Assembler.BytesAsync(".text;.globl f;f: ret");
        var header = bytes.AsSpan((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(40))); // e_shoff
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], type); // sh_type
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], uint.MaxValue); // sh_offset
        BinaryPrimitives.WriteUInt32LittleEndian(header[44..], 77); // sh_info
        Assert.True(CompiledParts.Read(bytes).Defines(Utf8Name.From("f")));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_name_of_the_source_file_is_no_entity()
    {
        byte[] bytes = await Assembler.FromDescriptionAsync("""
            Sections:
              - { Name: .graft.blocks, Type: SHT_PROGBITS, Flags: [ SHF_EXCLUDE ], AddressAlign: 4, Content: "0100000001000000010000000100000004000000" }
            Symbols:
              - { Name: odd.c, Type: STT_FILE, Index: SHN_ABS }
            """);
        var diagnostics = new DiagnosticBag();
        Assert.Null(CanonicalObject.Read(new ObjectInput("odd.o", bytes), diagnostics));
        Assert.Contains("section .graft.blocks contradicts the object", Assert.Single(diagnostics).Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = 180_000)]
    [InlineData(Source, "-O1")]
    [InlineData(Source, "-O1", "-fPIC")]
    [InlineData(Exceptions, "-O1", "-fPIC", "-x", "c++", "-std=c++17")]
    public async Task Damaged_objects_are_read_written_or_reported(string text, params string[] arguments)
    {
        byte[] fresh = await Toolchain.CompileAsync(text, arguments);
        Damage(fresh);
        Damage(CompiledParts.Read(fresh).ToBytes().ToArray());
    }

    private static void Damage(byte[] original)
    {
        for (int i = 0; i < original.Length; i++)
        {
            byte[] bytes = [.. original];
            bytes[i] ^= (i % 3) switch { 0 => 0x01, 1 => 0x80, _ => 0xFF };
            var diagnostics = new DiagnosticBag();
            if (CanonicalObject.Read(new ObjectInput("flipped.o", bytes), diagnostics) is { } read)
                read.ToBytes().ToArray();
            else
                Assert.True(diagnostics.HasErrors);
        }
    }

    private static string Fail(MergeItem[] plan)
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(CanonicalObject.Merge(plan, "", "merged.o", diagnostics));
        var diagnostic = Assert.Single(diagnostics);
        Assert.Equal((DiagnosticCatalog.ObjectNotMergeable.Code, "merged.o"), (diagnostic.Code, diagnostic.File));
        return diagnostic.Message;
    }
}
