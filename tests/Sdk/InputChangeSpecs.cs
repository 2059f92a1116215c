namespace Graft.Tests.Sdk;

/// <summary>What a build depends on without its being an item of the project: headers, the places where they are looked for, tools, other builds.</summary>
[Collection(SdkFixture.Collection)]
public sealed class InputChangeSpecs(SdkFixture sdk) : IDisposable
{
    private const string CompileTarget = "GraftCompileModule";
    private readonly ProjectFolder _folder = new ProjectFolder(sdk)
        .With("unit/unit.irproj", """<Project Sdk="Graft.Sdk"><PropertyGroup><GraftIncludePaths>first;second</GraftIncludePaths></PropertyGroup></Project>""")
        .With("unit/unit.c", "#include <value.h>\nint value(void) { return VALUE; }\n")
        .With("unit/first/other.h", "")
        .With("unit/second/value.h", "#define VALUE 1\n");

    private string Archive => _folder.PathOf("unit/bin/Debug/libunit.a");

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = 120_000)]
    public async Task A_header_that_is_replaced_by_an_older_file_is_read_anew()
    {
        await BuildTwiceAsync();

        _folder.With("unit/second/value.h", "#define VALUE 2\n");
        File.SetLastWriteTimeUtc(_folder.PathOf("unit/second/value.h"), DateTime.UtcNow.AddDays(-1));

        await ExpectOneCompilationAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_new_header_that_takes_the_place_of_another_is_read()
    {
        await BuildTwiceAsync();
        byte[] before = await File.ReadAllBytesAsync(Archive);

        _folder.With("unit/first/value.h", "#define VALUE 3\n");
        await ExpectOneCompilationAsync();
        Assert.NotEqual(before, await File.ReadAllBytesAsync(Archive));

        File.Delete(_folder.PathOf("unit/first/value.h"));
        (await _folder.BuildAsync("unit")).ShouldSucceed();
        Assert.Equal(before, await File.ReadAllBytesAsync(Archive));

        // One that is found later than the one that is read changes nothing.
        _folder.With("unit/unit2.h", "");
        Assert.Equal(0, (await _folder.BuildAsync("unit")).ShouldSucceed().Compiled());
    }

    [Fact(Timeout = 120_000)]
    public async Task The_folders_that_the_environment_names_are_those_of_who_builds_and_not_of_the_host()
    {
        _folder.With("unit/unit.c", "#include <outside.h>\nint value(void) { return VALUE; }\n")
            .With("one/outside.h", "#define VALUE 1\n").With("two/outside.h", "#define VALUE 2\n");
        _folder.Variables["CPATH"] = _folder.PathOf("one");
        await BuildTwiceAsync();
        byte[] one = await File.ReadAllBytesAsync(Archive);

        _folder.Variables["CPATH"] = _folder.PathOf("two");
        await ExpectOneCompilationAsync();
        Assert.NotEqual(one, await File.ReadAllBytesAsync(Archive));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_header_that_is_replaced_while_clang_runs_is_read_anew_by_the_next_build_however_old_it_is()
    {
        string header = _folder.PathOf("unit/second/value.h");
        WriteClang($"if [ $# -gt 1 -a -f {header}.new ]; then touch -d 2001-01-01 {header}.new; mv {header}.new {header}; fi");
        _folder.With("unit/second/value.h.new", "#define VALUE 7\n");
        Assert.Equal(1, (await BuildAsync()).ShouldSucceed().Compiled());
        byte[] first = await File.ReadAllBytesAsync(Archive);

        await ExpectOneCompilationAsync(Clang);
        Assert.NotEqual(first, await File.ReadAllBytesAsync(Archive));

        Task<BuildOutcome> BuildAsync() => _folder.BuildAsync("unit", Clang);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_tool_that_is_replaced_starts_a_build_however_old_it_is()
    {
        WriteClang(": 1");
        await BuildTwiceAsync(Clang);

        WriteClang(": 2");
        File.SetLastWriteTimeUtc(_folder.PathOf("clang"), DateTime.UtcNow.AddDays(-1));

        await ExpectOneCompilationAsync(Clang);
    }

    [Fact(Timeout = 120_000)]
    public async Task Configurations_with_one_output_folder_leave_there_what_was_built_last()
    {
        string archive = _folder.PathOf("out/libunit.a");
        string[] debug = ["unit", "-o", _folder.PathOf("out")];
        string[] release = [.. debug, "-c", "Release"];
        (await _folder.BuildAsync(debug)).ShouldSucceed();
        byte[] first = await File.ReadAllBytesAsync(archive);
        (await _folder.BuildAsync(release)).ShouldSucceed();
        Assert.NotEqual(first, await File.ReadAllBytesAsync(archive));

        Assert.Equal(0, (await _folder.BuildAsync(debug)).ShouldSucceed().Compiled());
        Assert.Equal(first, await File.ReadAllBytesAsync(archive));
        Assert.True((await _folder.BuildAsync(debug)).ShouldSucceed().Skipped(CompileTarget));
    }

    [Fact(Timeout = 120_000)]
    public async Task Builds_by_two_engines_wait_for_each_other()
    {
        string path = Directory.CreateDirectory(_folder.PathOf("unit/obj/Debug")).FullName;
        Task<BuildOutcome> waiting;
        using (var other = new FileStream(Path.Combine(path, "unit.lock"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
        {
            other.Write("4711"u8);
            other.Flush();
            waiting = _folder.BuildAsync("unit", "-v:n", "-p:GraftUseHost=false");
            while (!File.Exists(Path.Combine(path, "unit.seen")) && !waiting.IsCompleted)
                await Task.Delay(50);
            await Task.WhenAny(waiting, Task.Delay(4000));
            Assert.False(waiting.IsCompleted);
            Assert.False(File.Exists(Archive));
        }

        Assert.Contains("for process 4711, which built the same files", (await waiting).ShouldSucceed().Output, StringComparison.Ordinal);
    }

    private string Clang => $"-p:GraftClang={_folder.PathOf("clang")}";

    /// <summary>A clang that does something else besides, after it has compiled.</summary>
    private void WriteClang(string command)
    {
        _folder.With("clang", $"#!/bin/sh\n{Compile.InstalledLlvm.Tool("clang")} \"$@\"\nstatus=$?\n{command}\nexit $status\n");
        File.SetUnixFileMode(_folder.PathOf("clang"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task BuildTwiceAsync(params string[] arguments)
    {
        Assert.Equal(1, (await _folder.BuildAsync(["unit", .. arguments])).ShouldSucceed().Compiled());
        Assert.True((await _folder.BuildAsync(["unit", .. arguments])).ShouldSucceed().Skipped(CompileTarget));
    }

    private Task ExpectOneCompilationAsync(params string[] arguments) => BuildTwiceAsync(arguments);
}
