using Graft.Engine.Objects;
using Graft.Protocol;
using Graft.Tests.Compile;
using Graft.Tests.Link;

namespace Graft.Tests.Objects;

/// <summary>Of archives, the members that are needed become part of a link: those that ld.lld takes, in its order.</summary>
public sealed class NeededMemberSpecs : IAsyncLifetime, IDisposable
{
    /// <summary>What each object defines and wants, in assembly.</summary>
    private static readonly Dictionary<string, string> Sources = new(StringComparer.Ordinal)
    {
        ["main"] = ".globl main; main: .quad chain1, both; .weak perhaps; .quad perhaps; .comm tentative,4,4; .comm valued,4,4",
        ["chain1"] = ".globl chain1; chain1: .quad chain2, late",
        ["chain2"] = ".globl chain2; chain2: .quad chain1, deep",
        ["deep"] = ".globl deep; deep: .quad 0; .weak deep_weak; deep_weak: .quad perhaps",
        ["both1"] = ".globl both; both: .quad 1",
        ["both2"] = ".globl both; both: .quad late, 2",
        ["perhaps"] = ".globl perhaps; perhaps: .quad unused",
        ["late"] = ".globl late; late: .quad chain2",
        ["tentative"] = ".comm tentative,4,4; .globl unused; unused: .quad 0",
        ["valued"] = ".data; .globl valued; valued: .long 7",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("graft-needed-").FullName;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "sub"));
        foreach (var (name, source) in Sources)
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, $"{name}.s"), source.Replace(';', '\n') + "\n");
            await ToolAsync("llvm-mc", "--filetype=obj", "-triple=x86_64-linux-gnu", $"{name}.s", "-o", $"sub/{name}.o");
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory(Timeout = 60_000)]
    [InlineData("rcs", "gnu")]
    [InlineData("rcs", "bsd")]
    [InlineData("rcS", "gnu")]
    [InlineData("rcS", "bsd")]
    [InlineData("rcsT", "gnu")]
    public async Task The_same_members_as_lld_in_any_order_of_the_inputs(string operation, string format)
    {
        await ArchiveAsync(operation, format, "x.a", "chain2", "both1", "perhaps", "tentative");
        await ArchiveAsync(operation, format, "y.a", "late", "deep", "both2", "chain1", "valued");
        string[][] orders =
        [
            ["sub/main.o", "x.a", "y.a"], ["sub/main.o", "y.a", "x.a"], ["x.a", "y.a", "sub/main.o"],
            ["y.a", "x.a", "sub/main.o"], ["x.a", "sub/main.o", "y.a"],
        ];
        foreach (string[] order in orders)
        {
            // lld takes a value for a common symbol only from archives that come after it; here the order does not matter.
            string[] expected = [.. (await TraceOfLldAsync(order)).Where(unit => unit != "valued.o")];
            string[] actual = [.. Needed(order)];
            Assert.Contains("valued.o", actual);
            Assert.Equal(expected, actual.Where(unit => unit != "valued.o"));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Archives_alone_give_all_members_unless_a_symbol_is_asked_for()
    {
        await ArchiveAsync("rcs", "gnu", "x.a", "chain2", "both1", "deep", "chain1", "late");
        Assert.Equal(["chain2.o", "both1.o", "deep.o", "chain1.o", "late.o"], Needed(["x.a"]));
        Assert.Equal(["both1.o"], Needed(["x.a"], "both"));
        Assert.Equal(["chain1.o", "chain2.o", "deep.o", "late.o"], Needed(["x.a"], "chain1"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(0xff)] // no member begins there
    [InlineData(0)] // another member
    public async Task An_index_that_is_wrong_is_not_trusted(int damage)
    {
        await ArchiveAsync("rcs", "gnu", "x.a", "chain2", "both1", "deep", "chain1", "late");
        byte[] archive = await File.ReadAllBytesAsync(Path.Combine(_folder, "x.a"));
        int entries = "!<arch>\n".Length + 60 + 4;
        if (damage == 0)
            (archive[entries + 2], archive[entries + 3], archive[entries + 6], archive[entries + 7]) = (archive[entries + 6], archive[entries + 7], archive[entries + 2], archive[entries + 3]);
        else
            archive[entries + 3] ^= (byte)damage;
        await File.WriteAllBytesAsync(Path.Combine(_folder, "x.a"), archive);
        string[] needed = [.. Needed(["sub/main.o", "x.a"]).Order()];
        foreach (string member in new[] { "both1.o", "chain1.o", "chain2.o", "deep.o", "late.o" })
            Assert.Contains(member, needed);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_missing_member_of_a_thin_archive_is_an_error_only_if_it_is_needed()
    {
        await ArchiveAsync("rcsT", "gnu", "thin.a", "both1", "perhaps");
        File.Delete(Path.Combine(_folder, "sub/perhaps.o"));
        Assert.Equal(["main.o", "both1.o"], Needed(["sub/main.o", "thin.a"]));
        var diagnostics = new DiagnosticBag();
        InputFiles.LoadNeeded([Path.Combine(_folder, "thin.a")], ["perhaps"], diagnostics);
        var error = Assert.Single(diagnostics);
        Assert.Equal(DiagnosticCatalog.FileAccess.Code, error.Code);
        Assert.Contains("thin.a(perhaps.o)", error.ToString(), StringComparison.Ordinal);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("rcs", "gnu")]
    [InlineData("rcs", "bsd")]
    [InlineData("rcsT", "gnu")]
    public async Task Flipped_bytes_never_make_the_search_throw(string operation, string format)
    {
        await ArchiveAsync(operation, format, "x.a", "both1", "late");
        byte[] original = await File.ReadAllBytesAsync(Path.Combine(_folder, "x.a"));
        string damaged = Path.Combine(_folder, "damaged.a");
        for (int i = 0; i < original.Length; i += i < 500 ? 1 : 5)
        {
            byte[] bytes = [.. original];
            bytes[i] ^= 0x11;
            await File.WriteAllBytesAsync(damaged, bytes);
            var diagnostics = new DiagnosticBag();
            InputFiles.LoadNeeded([Path.Combine(_folder, "sub/main.o"), damaged], [], diagnostics);
            Assert.All(diagnostics, diagnostic => Assert.StartsWith("GRAFT", diagnostic.Code, StringComparison.Ordinal));
        }
    }

    private IEnumerable<string> Needed(string[] files, params string[] roots)
    {
        var diagnostics = new DiagnosticBag();
        var inputs = InputFiles.LoadNeeded(files.Select(file => Path.Combine(_folder, file)), roots, diagnostics);
        Assert.Empty(diagnostics);
        return inputs.Select(input => input.Name);
    }

    private async Task<string[]> TraceOfLldAsync(string[] files)
    {
        string trace = await ToolAsync("ld.lld", ["-t", "-r", "--no-fatal-warnings", .. files, "-o", "linked"]);
        return [.. trace.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Path.GetFileName(line.Split('(')[^1].TrimEnd(')')))];
    }

    private Task<string> ArchiveAsync(string operation, string format, string name, params string[] members) =>
        ToolAsync("llvm-ar", [operation, $"--format={format}", name, .. members.Select(member => $"sub/{member}.o")]);

    private Task<string> ToolAsync(string tool, params string[] arguments) =>
        Toolchain.RunAsync(InstalledLlvm.Tool(tool), _folder, arguments);
}
