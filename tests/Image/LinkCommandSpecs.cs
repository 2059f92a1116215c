using System.Globalization;
using System.Text.Json;
using Graft.Engine.Image;
using Graft.Engine.Objects;
using Graft.Protocol;
using Graft.Tests.Cli;
using Graft.Tests.Compile;
using Graft.Tests.Link;

namespace Graft.Tests.Image;

/// <summary><c>graft link</c> leaves an image and a map with which anyone can check each relocation.</summary>
public sealed class LinkCommandSpecs : IAsyncLifetime, IAsyncDisposable
{
    private const int SHN_UNDEF = 0;

    private readonly GraftScene _scene = new();

    private string Image => Path.Combine(_scene.Home, "image");

    private string Map => Path.Combine(_scene.Home, "map.json");

    [Theory(Timeout = 300_000)]
    [InlineData("pic", "0x500000000000", 0x7F00_0000_0000)]
    [InlineData("static", "0x10000000", 0x6000_0000)]
    public async Task Every_relocation_of_a_real_program_holds_by_the_psabi(string model, string address, long host)
    {
        string[] objects = [.. (await CorpusObjects.GetAsync("lua", model)).Where(path => !path.EndsWith("/luac.o", StringComparison.Ordinal))];
        await LinkAsync(["--base", address, .. objects, .. Absolutes(objects, (ulong)host)]);

        var checker = await CheckAsync(objects);

        Assert.True(checker.Errors.Count == 0, string.Join('\n', checker.Errors.Take(20)));
        Assert.True(checker.Checked.Values.Sum() > 5000, "too few relocations to mean anything");
    }

    [Theory(Timeout = 120_000)]
    [InlineData("-fPIC")]
    [InlineData("-fPIC", "-mcmodel=large")]
    [InlineData("-fPIC", "-fno-plt")]
    [InlineData("-fPIC", "-ffunction-sections", "-fpatchable-function-entry=8")]
    [InlineData("-fno-pic")]
    [InlineData("-fno-pic", "-ffunction-sections", "-fdata-sections")]
    public async Task Each_code_model_and_a_wrong_byte_are_told_apart(params string[] flags)
    {
        string[] objects = [await ObjectAsync("a.c", """
            extern int there[4]; int there_too(int); int print(const char *, ...); static int kept = 3; int common;
            static int hidden(int x) { return x + kept; }
            int (*const table[])(int) = { hidden, there_too };
            int *pointer = &there[2];
            int main(void) { print("text", table[common](1)); return there[1] + there_too(hidden(kept++)) + (table[0] == hidden); }
            """, flags), await ObjectAsync("b.c", """
            int there[4] = { 1, 2, 3, 4 }; extern int (*const table[])(int);
            int there_too(int x) { return x ? table[1](x - 1) : there[x]; }
            """, flags)];
        await LinkAsync([.. objects, "--abs", "print=0x20000000"]);

        var right = await CheckAsync(objects);
        await File.WriteAllBytesAsync(Image, Damage(await File.ReadAllBytesAsync(Image), await File.ReadAllBytesAsync(objects[0])));
        var wrong = await CheckAsync(objects);

        Assert.True(right.Errors.Count == 0, string.Join('\n', right.Errors));
        Assert.Single(wrong.Errors);
    }

    [Fact(Timeout = 120_000)]
    public async Task Bytes_are_those_of_lld_for_the_same_addresses()
    {
        string path = await ObjectAsync("alone.c", """
            extern int far_data; int far_call(int);
            static const char text[] = "constant"; int counter = 5; const char *where = text; int zeros[100];
            static int inner(int x) { return x * counter + text[x & 7]; }
            int outer(int x) { return inner(x) + far_call(zeros[x]) + far_data; }
            """, ["-O1", "-fno-pic", "-ffunction-sections", "-fdata-sections", "-fno-asynchronous-unwind-tables"]);
        var diagnostics = new DiagnosticBag();
        byte[] content = await File.ReadAllBytesAsync(path);
        var unit = ObjectReader.Read("alone.o", content, diagnostics)!;
        var image = LinkImage.Link(
            [unit], new() { Absolutes = new Dictionary<string, ulong> { ["far_data"] = 0x3000_0000, ["far_call"] = 0x3000_1000 } }, null, diagnostics)!;
        ulong stub = image.StubAddress(image.Stubs.ToList().FindIndex(entry => entry.Name == "far_call"u8));

        var theirs = await LldOracle.LinkAsync(
            content, unit, image.Result.Map, new Dictionary<string, ulong> { ["far_data"] = 0x3000_0000, ["far_call"] = stub });
        var ours = new RawObject(ElfImage.Write(image, 0));

        Assert.Empty(diagnostics);
        Assert.True(theirs.Count >= 4);
        Assert.All(theirs, section =>
            Assert.Equal(section.Value, ours.At(image.Result.Map.AddressOf(0, section.Key)!.Value, section.Value.Length).ToArray()));
    }

    [Fact(Timeout = 120_000)]
    public async Task The_image_is_an_executable_that_other_tools_read()
    {
        string source = await ObjectAsync("tool.c", "int zeros[5000]; int add(int x) { return x + zeros[x]; } int main(void) { return add(1); }", ["-O0", "-fno-pic"]);
        await LinkAsync([source]);

        string headers = await Toolchain.RunAsync(InstalledLlvm.Tool("llvm-readelf"), _scene.Home, "-hlS", Image);
        string code = await Toolchain.RunAsync(InstalledLlvm.Tool("llvm-objdump"), _scene.Home, "-d", Image);

        Assert.Contains("EXEC (Executable file)", headers, StringComparison.Ordinal);
        Assert.Contains("LOAD", headers, StringComparison.Ordinal);
        Assert.Matches(@"\.bss +NOBITS", headers);
        Assert.Contains("<main>:", code, StringComparison.Ordinal);
        Assert.Contains("<add@stub>:", code, StringComparison.Ordinal);
        Assert.Contains("<add@slot>", code, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Two_runs_give_the_same_bytes()
    {
        string[] arguments = [await ObjectAsync("same.c", "int other(void); int main(void) { return other(); }", ["-O1"]), "--abs", "other=0x20000000"];

        await LinkAsync(arguments);
        byte[] image = await File.ReadAllBytesAsync(Image);
        byte[] map = await File.ReadAllBytesAsync(Map);
        await LinkAsync(arguments);

        Assert.Equal(image, await File.ReadAllBytesAsync(Image));
        Assert.Equal(map, await File.ReadAllBytesAsync(Map));
    }

    [Fact(Timeout = 120_000)]
    public async Task What_nobody_defines_is_told_at_once_unless_it_may_stay_open()
    {
        string path = await ObjectAsync("open.c", "int first(void); extern int second; int *at = &second; int main(void) { return first(); }", ["-O1", "-fPIC"]);

        var refused = await _scene.RunAsync("link", path, "-o", Image, "--map", Map);
        bool leftFiles = File.Exists(Image) || File.Exists(Map);
        await LinkAsync([path, "--allow-undefined"]);

        refused.ShouldFail("GRAFT3001", "'first'", "'second'", "open.c.o");
        Assert.False(leftFiles);
        using var map = JsonDocument.Parse(await File.ReadAllBytesAsync(Map));
        Assert.Contains(map.RootElement.GetProperty("stubs").EnumerateArray(), stub =>
            stub.GetProperty("purpose").GetString() == "undefined" && stub.GetProperty("symbol").GetString() == "first");
        Assert.Equal("second", Assert.Single(map.RootElement.GetProperty("open").EnumerateArray()).GetProperty("symbol").GetString());
    }

    [Fact(Timeout = 120_000)]
    public async Task The_map_says_what_was_dropped_and_why()
    {
        const string Inline = "inline int shared(int x) { return x * 3; } int NAME(int x) { return shared(x); }";
        string first = await ObjectAsync("first.cpp", Inline, ["-O0", "-DNAME=one"]);
        string second = await ObjectAsync("second.cpp", Inline, ["-O0", "-DNAME=two"]);

        await LinkAsync([first, second]);

        using var map = JsonDocument.Parse(await File.ReadAllBytesAsync(Map));
        var symbol = map.RootElement.GetProperty("inputs")[1].GetProperty("symbols").EnumerateArray()
            .Single(entry => entry.GetProperty("name").GetString() == "_Z6sharedi");
        Assert.Equal("first.cpp.o defines it", symbol.GetProperty("dropped").GetString());
        Assert.Equal("first.cpp.o", symbol.GetProperty("definedBy").GetString());
        var sections = map.RootElement.GetProperty("inputs")[1].GetProperty("sections").EnumerateArray();
        Assert.Contains(sections, section =>
            section.TryGetProperty("dropped", out var reason) && reason.GetString() == "COMDAT group _Z6sharedi is taken from first.cpp.o");
    }

    [Fact(Timeout = 120_000)]
    public async Task Entries_of_thread_locals_are_in_the_map()
    {
        string path = await ObjectAsync("local.c", """
            int there(int); __thread int counted = 5; static __thread int zeros[10];
            int main(void) { return there(counted++) + zeros[3]; }
            """, ["-fPIC"]);
        await LinkAsync([path, "--abs", "there=0x20000000", "--abs", "__tls_get_addr=0x20000100"]);

        using var map = JsonDocument.Parse(await File.ReadAllBytesAsync(Map));
        var counted = map.RootElement.GetProperty("inputs")[0].GetProperty("symbols").EnumerateArray().Single(symbol => symbol.GetProperty("name").GetString() == "counted");
        var got = map.RootElement.GetProperty("got").EnumerateArray().ToList();

        var pair = Assert.Single(got, entry => entry.GetProperty("purpose").GetString() == "tls-pair");
        Assert.Equal("counted", pair.GetProperty("symbol").GetString());
        Assert.Equal(counted.GetProperty("address").GetString(), pair.GetProperty("value").GetString());
        Assert.Empty(map.RootElement.GetProperty("open").EnumerateArray());
    }

    [Theory(Timeout = 120_000)]
    [InlineData("--base", "0x1234")]
    [InlineData("--base", "here")]
    [InlineData("--abs", "name")]
    [InlineData("--abs", "name=0xz")]
    [InlineData("--arena", "5000")]
    public async Task What_makes_no_sense_is_refused(string option, string value)
    {
        string path = await ObjectAsync("any.c", "int main(void) { return 0; }", ["-O1"]);

        var result = await _scene.RunAsync("link", path, option, value);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("GRAFT6001", result.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Times_are_told_by_phase()
    {
        string path = await ObjectAsync("time.c", "int main(void) { return 0; }", ["-O1"]);

        var result = (await _scene.RunAsync("link", path, "--time", "--no-run")).ShouldSucceed();

        Assert.Contains("write and relocate\t", result.Output, StringComparison.Ordinal);
        Assert.Contains(" relocations/s", result.Output, StringComparison.Ordinal);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    private async Task<string> ObjectAsync(string name, string source, string[] flags)
    {
        string path = _scene.Write(name, source);
        await Toolchain.RunAsync(InstalledLlvm.Tool("clang"), _scene.Home, ["-c", "-O1", .. flags, path, "-o", path + ".o"]);
        return path + ".o";
    }

    private async Task LinkAsync(string[] arguments) =>
        (await _scene.RunAsync(["link", .. arguments, "-o", Image, "--map", Map])).ShouldSucceed();

    private async Task<ImageChecker> CheckAsync(string[] objects)
    {
        using var map = JsonDocument.Parse(await File.ReadAllBytesAsync(Map));
        var checker = new ImageChecker(await File.ReadAllBytesAsync(Image), map.RootElement);
        for (int i = 0; i < objects.Length; i++)
            checker.Check(i, await File.ReadAllBytesAsync(objects[i]));
        return checker;
    }

    private static IEnumerable<string> Absolutes(string[] objects, ulong start)
    {
        var symbols = objects.SelectMany(path => new RawObject(File.ReadAllBytes(path)).Symbols).Where(symbol => symbol.Name.Length > 0).ToList();
        var defined = symbols.Where(symbol => symbol.Section != SHN_UNDEF).Select(symbol => symbol.Name).ToHashSet();
        foreach (string name in symbols.Select(symbol => symbol.Name).Where(name => !defined.Contains(name)).Distinct())
        {
            yield return "--abs";
            yield return string.Create(CultureInfo.InvariantCulture, $"{name}=0x{start += 64:x}");
        }
    }

    // Changes one field of the code: the first relocation of the object.
    private byte[] Damage(byte[] image, byte[] source)
    {
        using var map = JsonDocument.Parse(File.ReadAllBytes(Map));
        var relocation = new RawObject(source).Relocations[0];
        var section = map.RootElement.GetProperty("inputs")[0].GetProperty("sections").EnumerateArray()
            .Single(entry => entry.GetProperty("index").GetInt32() == relocation.Section);
        ulong address = ulong.Parse(section.GetProperty("address").GetString().AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        byte[] damaged = [.. image];
        damaged[new RawObject(image).OffsetOf(address + relocation.Offset, 4)] ^= 0x10;
        return damaged;
    }
}
