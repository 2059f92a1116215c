using Graft.Engine.Objects;
using Graft.Protocol;
using Graft.Tests.Link;

namespace Graft.Tests.Objects;

/// <summary>Whatever the bytes are, reading gives a unit or diagnostics, never an exception.</summary>
public class DamagedObjectSpecs
{
    private const string Source = "extern int printf(const char *, ...); int total = 3; static int hidden; int f(int x) { hidden += x; return printf(\"%d\", total); }";

    private const string Joined = """
        __attribute__((section("listed"), used)) static int one = 1;
        __attribute__((section("listed"), used)) static int two = 2;
        extern int __start_listed[], __stop_listed[];
        int unused(void) { return one; }
        __attribute__((visibility("default"))) long count(void) { return __stop_listed - __start_listed; }
        """;

    private const string Groups = """
        template <class T> __attribute__((noinline)) T twice(T x) { return x + x; }
        inline int shared = twice(3);
        __attribute__((visibility("hidden"))) long unused(long x) { return twice(x); }
        int used() { return twice(shared); }
        """;

    [Fact(Timeout = 120_000)]
    public async Task A_truncated_object_is_reported_with_file_and_place()
    {
        byte[] bytes = await Toolchain.CompileAsync(Source, "-O1", "-g");
        for (int length = 0; length < bytes.Length; length += 7)
        {
            var diagnostics = new DiagnosticBag();
            Assert.Null(ObjectReader.Read("cut.o", bytes.AsMemory(0, length), diagnostics));
            Assert.All(diagnostics, d => Assert.Equal(("cut.o", DiagnosticCatalog.CorruptObject.Code), (d.File, d.Code)));
            Assert.NotEmpty(diagnostics);
        }
    }

    [Theory(Timeout = 120_000)]
    [InlineData(Source, "-O1")]
    [InlineData(Source, "-O1", "-Wa,--crel,--allow-experimental-crel")]
    [InlineData(Joined, "-O1", "-fvisibility=hidden")]
    [InlineData(Groups, "-O1", "-x", "c++", "-fno-exceptions", "-fno-rtti")]
    public async Task Flipped_bytes_never_make_reading_or_linking_throw(string source, params string[] arguments)
    {
        byte[] original = await Toolchain.CompileAsync(source, arguments);
        var options = new Engine.Link.LinkOptions { GcSections = source != Source };
        for (int i = 0; i < original.Length; i++)
        {
            foreach (byte mask in new byte[] { 0x01, 0x80, 0xFF })
            {
                byte[] bytes = [.. original];
                bytes[i] ^= mask;
                var diagnostics = new DiagnosticBag();
                using var agent = new FakeAgent();
                if (ObjectReader.Read("flipped.o", bytes, diagnostics) is not { } unit)
                    Assert.True(diagnostics.HasErrors);
                else if (IsSmall(unit))
                    Engine.Link.Linker.Link(agent, "m", [unit], [], diagnostics, options);
            }
        }
    }

    // The agent without a process has no limit of its own: a real one refuses a slab that its arena cannot hold.
    private static bool IsSmall(ObjectUnit unit) =>
        unit.Sections.All(s => s.Size < 1 << 20) && unit.Symbols.All(s => s.Section != ObjectSymbol.Common || s.Size < 1 << 20);

    [Theory(Timeout = 60_000)]
    [InlineData("aarch64-linux-gnu", "arm64")]
    [InlineData("i386-linux-gnu", "x86 (32 bits)")]
    public async Task An_object_for_another_machine_says_which(string target, string name)
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(ObjectReader.Read("other.o", await Toolchain.CompileAsync("int f(void) { return 1; }", "-O1", $"--target={target}"), diagnostics));
        var found = Assert.Single(diagnostics);
        Assert.Equal(DiagnosticCatalog.WrongArchitecture.Code, found.Code);
        Assert.Contains(name, found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_text_and_bitcode_are_told_apart()
    {
        Assert.Equal(DiagnosticCatalog.CorruptObject.Code, CodeOf([]));
        Assert.Equal(DiagnosticCatalog.CorruptObject.Code, CodeOf("int main;"u8.ToArray()));
        Assert.Equal(DiagnosticCatalog.UnsupportedObject.Code, CodeOf([.. "BC"u8, 0xC0, 0xDE]));
    }

    private static string CodeOf(byte[] bytes)
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(ObjectReader.Read("x.o", bytes, diagnostics));
        return Assert.Single(diagnostics).Code;
    }
}
