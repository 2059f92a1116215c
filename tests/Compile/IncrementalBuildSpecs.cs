namespace Graft.Tests.Compile;

[Collection(CompileCollection.Name)]
public sealed class IncrementalBuildSpecs(CompileFixture fixture) : IDisposable
{
    private readonly BuildScene _scene = new(fixture.Pool);

    public void Dispose() => _scene.Dispose();

    [Fact(Timeout = 120_000)]
    public async Task A_second_build_compiles_nothing_and_writes_nothing()
    {
        AddThree();
        var first = await _scene.BuildAsync();
        Assert.Empty(first.Diagnostics);
        Assert.Equal(3, first.Compiled.Count);
        var times = OutputTimes();

        var second = await _scene.BuildAsync();

        Assert.Empty(second.Diagnostics);
        Assert.Empty(second.Compiled);
        Assert.Equal(3, second.UpToDate);
        Assert.Equal(first.Headers, second.Headers);
        Assert.Equal(times, OutputTimes());
    }

    [Fact(Timeout = 120_000)]
    public async Task A_changed_header_recompiles_those_who_include_it()
    {
        AddThree();
        await _scene.BuildAsync();
        _scene.Folder.Write("unit.h", "#define UNIT 2\n");

        var result = await _scene.BuildAsync();

        Assert.Equal(["uses_header.c"], BuildScene.CompiledBy(result));
        Assert.Contains(_scene.Folder.File("unit.h"), result.Headers);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_touched_source_is_not_recompiled_and_a_changed_option_recompiles_all()
    {
        AddThree();
        await _scene.BuildAsync();
        File.SetLastWriteTimeUtc(_scene.Folder.File("plain.c"), DateTime.UtcNow.AddMinutes(1));
        Assert.Empty((await _scene.BuildAsync()).Compiled);

        _scene.Options = _scene.Options with { OptimizationLevel = 2 };
        Assert.Equal(3, (await _scene.BuildAsync()).Compiled.Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_incremental_build_gives_what_a_clean_build_gives()
    {
        AddThree();
        await _scene.BuildAsync();
        _scene.Folder.Write("plain.c", "int plain(void) { return 12; }\n");
        _scene.Remove("text.ll");
        _scene.Add("more.c", "int more(void) { return 3; }\n");
        await _scene.BuildAsync();
        byte[] archive = await File.ReadAllBytesAsync(_scene.Archive);
        byte[] symbols = await File.ReadAllBytesAsync(_scene.SymbolList);

        Directory.Delete(_scene.Folder.File("obj"), recursive: true);
        Directory.Delete(_scene.Folder.File("bin"), recursive: true);
        await _scene.BuildAsync();

        Assert.Equal(archive, await File.ReadAllBytesAsync(_scene.Archive));
        Assert.Equal(symbols, await File.ReadAllBytesAsync(_scene.SymbolList));
        Assert.DoesNotContain("in_text", await File.ReadAllTextAsync(_scene.SymbolList), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_source_with_an_error_reports_it_and_the_others_are_compiled()
    {
        AddThree();
        _scene.Folder.Write("plain.c", "int plain(void) {\n  return missing;\n}\n");

        var result = await _scene.BuildAsync();

        Assert.False(result.Succeeded);
        var error = Assert.Single(result.Diagnostics);
        Assert.Equal(("GRAFT1006", _scene.Folder.File("plain.c"), 2, 10), (error.Code, error.File, error.Line, error.Column));
        Assert.True(File.Exists(_scene.Object("text.ll")));
        Assert.False(File.Exists(_scene.Archive));

        _scene.Folder.Write("plain.c", "int plain(void) { return 1; }\n");
        var repaired = await _scene.BuildAsync();
        Assert.True(repaired.Succeeded);
        Assert.Equal(["plain.c"], BuildScene.CompiledBy(repaired));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_damaged_object_or_archive_is_made_again()
    {
        AddThree();
        await _scene.BuildAsync();
        byte[] archive = await File.ReadAllBytesAsync(_scene.Archive);
        await File.WriteAllTextAsync(_scene.Object("plain.c"), "damaged");
        await File.WriteAllTextAsync(_scene.Archive, "damaged");

        var result = await _scene.BuildAsync();

        Assert.Equal(["plain.c"], BuildScene.CompiledBy(result));
        Assert.Equal(archive, await File.ReadAllBytesAsync(_scene.Archive));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_missing_source_and_a_missing_clang_are_diagnostics()
    {
        string path = _scene.Add("gone.ll", "");
        File.Delete(path);
        Assert.Equal("GRAFT1005", Assert.Single((await _scene.BuildAsync()).Diagnostics).Code);

        _scene.Add("some.c", "int x;\n");
        _scene.Options = _scene.Options with { Clang = "/nowhere/clang" };
        var error = Assert.Single((await _scene.BuildAsync()).Diagnostics);
        Assert.Equal("GRAFT1008", error.Code);
        Assert.Contains("eng/setup.sh", error.Message, StringComparison.Ordinal);
    }

    private void AddThree()
    {
        _scene.Folder.Write("unit.h", "#define UNIT 1\n");
        _scene.Add("uses_header.c", "#include \"unit.h\"\nint unit(void) { return UNIT; }\n");
        _scene.Add("plain.c", "int plain(void) { return 1; }\n");
        _scene.Add("text.ll", "declare i32 @plain()\ndefine i32 @in_text() {\n  %x = call i32 @plain()\n  ret i32 %x\n}\n");
        // What was written in the same instant as the compile began counts as changed meanwhile.
        foreach (string file in Directory.EnumerateFiles(_scene.Folder.Path))
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(-1));
    }

    private List<DateTime> OutputTimes() =>
        [.. Directory.EnumerateFiles(_scene.Folder.File("obj")).Append(_scene.Archive).Append(_scene.SymbolList).Order()
            .Select(File.GetLastWriteTimeUtc)];
}
