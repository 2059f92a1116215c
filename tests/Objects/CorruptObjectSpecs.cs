using System.Buffers.Binary;
using System.Text;
using Graft.Engine.Objects;
using Graft.Protocol;
using Graft.Tests.Link;

namespace Graft.Tests.Objects;

/// <summary>What is said of an object that contradicts itself: which section or symbol, and how.</summary>
public class CorruptObjectSpecs
{
    private const int HeaderSize = 64, SymbolSize = 24;

    [Fact(Timeout = 60_000)]
    public async Task A_section_outside_the_file_is_told_by_name()
    {
        byte[] bytes = await ObjectAsync();
        BinaryPrimitives.WriteUInt64LittleEndian(Header(bytes, ".text.f")[24..], 0x99_0000); // sh_offset
        AssertTells(bytes, "section .text.f: its content at 0x990000 of 0x", "lies outside the file");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_section_name_outside_the_names_is_told_by_number()
    {
        byte[] bytes = await ObjectAsync();
        BinaryPrimitives.WriteUInt32LittleEndian(Header(bytes, ".text.f"), 0x7777); // sh_name
        AssertTells(bytes, "its name at 0x7777 lies outside the names");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_symbol_with_a_bad_string_index_is_told_by_number()
    {
        byte[] bytes = await ObjectAsync();
        BinaryPrimitives.WriteUInt32LittleEndian(Symbol(bytes, 1), 0x8888); // st_name
        AssertTells(bytes, "symbol 1: its name at 0x8888 lies outside the string table");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_symbol_of_no_section_is_told_by_its_name_in_the_source()
    {
        byte[] bytes = await Assembler.BytesAsync(".text\n.globl _Z4areai\n_Z4areai: ret\n");
        int last = (int)(BinaryPrimitives.ReadUInt64LittleEndian(Header(bytes, ".symtab")[32..]) / SymbolSize) - 1;
        BinaryPrimitives.WriteUInt16LittleEndian(Symbol(bytes, last)[6..], 0x1234); // st_shndx
        AssertTells(bytes, "symbol 'area(int)' (_Z4areai): its section 4660 does not exist");
    }

    [Theory(Timeout = 60_000)]
    [InlineData(4, 0x10)] // global
    [InlineData(4, 0x22)] // a weak function
    [InlineData(6, 0x01)] // in section 1
    [InlineData(0, 0x88)] // with a name from nowhere
    public async Task The_symbol_that_is_none_says_nothing(int field, byte value)
    {
        byte[] bytes = await Assembler.BytesAsync(".data\n.globl field\nfield: .quad 0\n.reloc field, R_X86_64_64, 0x1234\n");
        Symbol(bytes, 0)[field] = value;
        var scene = new LinkScene();
        scene.LinkWell(ObjectReader.Read("odd.o", bytes, new DiagnosticBag())!);
        Assert.Equal(0x1234ul, scene.WordAt(scene.AddressOf("field")));
    }

    [Fact(Timeout = 60_000)]
    public async Task All_of_an_objects_contradictions_are_told_at_once()
    {
        byte[] bytes = await ObjectAsync();
        BinaryPrimitives.WriteUInt64LittleEndian(Header(bytes, ".text.f")[24..], 0x99_0000);
        BinaryPrimitives.WriteUInt64LittleEndian(Header(bytes, ".data.total")[24..], 0x99_0000);
        AssertTells(bytes, "section .text.f: ", "section .data.total: ");
    }

    private static Task<byte[]> ObjectAsync() =>
        Toolchain.CompileAsync("int total = 3; int f(int x) { return x + total; }", "-O1");

    private static DiagnosticBag Read(byte[] bytes)
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(ObjectReader.Read("bad.o", bytes, diagnostics));
        Assert.All(diagnostics, d => Assert.Equal("bad.o", d.File));
        return diagnostics;
    }

    private static void AssertTells(byte[] bytes, params string[] parts)
    {
        var diagnostics = Read(bytes);
        Assert.All(diagnostics, d => Assert.Equal(DiagnosticCatalog.CorruptObject.Code, d.Code));
        string all = string.Join('\n', diagnostics);
        Assert.All(parts, part => Assert.Contains(part, all, StringComparison.Ordinal));
    }

    private static int Count(byte[] bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(60)); // e_shnum

    private static Span<byte> Header(byte[] bytes, int index) =>
        bytes.AsSpan((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(40)) + (index * HeaderSize), HeaderSize); // e_shoff

    private static Span<byte> Header(byte[] bytes, string name) =>
        Header(bytes, Enumerable.Range(0, Count(bytes)).First(i => NameOf(bytes, i) == name));

    private static Span<byte> Content(byte[] bytes, int index) =>
        bytes.AsSpan((int)BinaryPrimitives.ReadUInt64LittleEndian(Header(bytes, index)[24..]));

    private static Span<byte> Symbol(byte[] bytes, int index) =>
        bytes.AsSpan((int)BinaryPrimitives.ReadUInt64LittleEndian(Header(bytes, ".symtab")[24..]) + (index * SymbolSize), SymbolSize);

    private static string NameOf(byte[] bytes, int index)
    {
        var names = Content(bytes, BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(62))); // e_shstrndx
        var name = names[(int)BinaryPrimitives.ReadUInt32LittleEndian(Header(bytes, index))..];
        return Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)]);
    }
}
