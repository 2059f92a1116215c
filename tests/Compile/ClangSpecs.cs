using Graft.Client;
using Graft.Engine.Compile;
using Graft.Protocol;

namespace Graft.Tests.Compile;

[Collection(CompileCollection.Name)]
public sealed class ClangSpecs(CompileFixture fixture) : IDisposable
{
    private readonly BuildScene _scene = new(fixture.Pool);

    public void Dispose() => _scene.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task Warnings_are_told_with_place_flag_and_notes_and_do_not_stop_the_build()
    {
        _scene.Add("doubtful.c", "int f(int a) {\n  if (a = 1)\n    return 2;\n  return 3;\n}\n");

        var result = await _scene.BuildAsync();

        Assert.True(result.Succeeded);
        var warning = Assert.Single(result.Diagnostics);
        Assert.Equal(("GRAFT1007", _scene.Folder.File("doubtful.c"), 2, 9), (warning.Code, warning.File, warning.Line, warning.Column));
        Assert.Contains("[-Wparentheses]", warning.Message, StringComparison.Ordinal);
        Assert.Contains("; note: ", warning.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_error_in_a_header_is_at_the_header()
    {
        _scene.Folder.Write("include/broken.h", "int broken(;\n");
        _scene.Add("user.c", "#include \"broken.h\"\n", "-I" + _scene.Folder.File("include"));

        var error = (await _scene.BuildAsync()).Diagnostics[0];
        Assert.Equal(("GRAFT1006", _scene.Folder.File("include/broken.h"), 1), (error.Code, error.File, error.Line));
    }

    [Fact(Timeout = 60_000)]
    public async Task Cxx_folders_with_odd_names_and_arguments_work()
    {
        _scene.Folder.Write("odd $name #1/a header.hpp", "template <typename T> T twice(T x) { return x + x; }\n");
        _scene.Add("odd $name #1/source.cpp", "#include \"a header.hpp\"\nextern \"C\" int f() { return twice(VALUE); }\n", "-DVALUE=4", "-std=c++20");

        var result = await _scene.BuildAsync();

        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        Assert.Equal([_scene.Folder.File("odd $name #1/a header.hpp")], result.Headers);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_argument_that_clang_does_not_know_is_an_error_of_the_source()
    {
        _scene.Add("fine.c", "int x;\n", "--no-such-argument");

        var error = Assert.Single((await _scene.BuildAsync()).Diagnostics);
        Assert.Equal(("GRAFT1006", _scene.Folder.File("fine.c")), (error.Code, error.File));
        Assert.Contains("--no-such-argument", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_error_that_clang_prints_without_a_place_is_no_crash()
    {
        _scene.Add("fine.c", "int x;\n", "-Xclang", "-target-cpu", "-Xclang", "nonsense");

        var errors = (await _scene.BuildAsync()).Diagnostics;
        Assert.Equal(("GRAFT1006", _scene.Folder.File("fine.c")), (errors[0].Code, errors[0].File));
        Assert.Contains("nonsense", errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Notes_without_an_error_and_other_lines_are_left_out() =>
        Assert.Empty(ClangMessages.Parse("note: nothing\nIn file included from a.c:1:\n1 warning generated.\n", "/a.c", "/"));

    [Fact]
    public void A_depfile_s_escapes_are_undone() =>
        Assert.Equal(
            ["/usr/a b.h", "c#d.h", "e$f.h", "last.h"],
            Depfile.ReadHeaders("object: source.c /usr/a\\ b.h \\\n  c\\#d.h e$$f.h \\\r\n last.h c\\#d.h\n"));

    [Fact(Timeout = 120_000)]
    public async Task Cancelling_a_build_leaves_no_half_written_file()
    {
        for (int i = 0; i < 8; i++)
            _scene.Add($"slow{i}.cpp", "#include <regex>\nbool f(const char *s) { return std::regex_match(s, std::regex(\"a*b\")); }\n");
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(700));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _scene.BuildAsync(cancellation.Token));

        Assert.DoesNotContain(
            Directory.EnumerateFiles(_scene.Folder.Path, "*", SearchOption.AllDirectories), file => file.EndsWith(".tmp", StringComparison.Ordinal));
        Assert.False(File.Exists(_scene.Archive));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("-fsanitize=address", true)]
    [InlineData("-fsanitize=undefined,thread", true)]
    [InlineData("-fprofile-generate=here", true)]
    [InlineData("-fcoverage-mapping", true)]
    [InlineData("-fxray-instrument", true)]
    [InlineData("-fsanitize=undefined -fsanitize-trap=undefined", false)]
    [InlineData("-fsanitize=address -fno-sanitize=all", false)]
    [InlineData("-fprofile-generate -fno-profile-generate", false)]
    public async Task Options_that_are_passes_of_clang_are_refused_unless_taken_back(string options, bool isRefused)
    {
        _scene.Add("unit.c", "int f(int x) { return x + 1; }\n", options.Split(' '));

        var result = await _scene.BuildAsync();

        Assert.Equal(isRefused ? ["GRAFT1014"] : [], result.Diagnostics.Select(diagnostic => diagnostic.Code));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(2, false)]
    public async Task Entries_and_exits_are_instrumented_at_each_level(int level, bool isPatchable)
    {
        _scene.Options = new(level, isPatchable);
        _scene.Add("unit.c", "int other(int);\nint f(int x) { return other(x) + 1; }\n", "-finstrument-functions");
        Assert.True((await _scene.BuildAsync()).Succeeded);

        string relocations = await ReadElf.RunAsync("-rW", _scene.Object("unit.c"));
        Assert.Contains("__cyg_profile_func_enter", relocations, StringComparison.Ordinal);
        Assert.Contains("__cyg_profile_func_exit", relocations, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_build_waits_for_another_one_of_the_same_files_until_its_limit_and_says_for_whom()
    {
        _scene.Add("unit.c", "int x;\n");
        _scene.LockSeconds = 0.2;
        Directory.CreateDirectory(Path.GetDirectoryName(_scene.Lock)!);
        using (FileLock.TryTake(_scene.Lock))
        {
            var error = Assert.Single((await _scene.BuildAsync()).Diagnostics);
            Assert.Equal("GRAFT1013", error.Code);
            Assert.Contains($"process {Environment.ProcessId} ", error.Message, StringComparison.Ordinal);
        }

        Assert.Empty((await _scene.BuildAsync()).Diagnostics);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_clang_that_is_named_must_run()
    {
        _scene.Add("some.c", "int x;\n");
        _scene.Options = _scene.Options with { Clang = "/etc/hostname" };

        Assert.Equal(DiagnosticCatalog.ToolchainMissing.Code, Assert.Single((await _scene.BuildAsync()).Diagnostics).Code);
    }
}
