using System.Diagnostics;

namespace Graft.Tests.Cli;

/// <summary>What a user sees who mistypes, and on a terminal.</summary>
public sealed class CommandLineSpecs : IAsyncLifetime
{
    private GraftScene Scene { get; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await Scene.DisposeAsync();

    [Theory(Timeout = 60_000)]
    [InlineData("error GRAFT6001: 'frobnicate' is no command or option of graft; 'graft --help' lists them", "frobnicate")]
    [InlineData("error GRAFT6001: cannot parse argument 'last' for command 'undo'; 'graft undo --help' tells more", "undo", "last")]
    [InlineData("error GRAFT6001: argument '9' not recognized. Must be one of: '0', '1', '2', '3'; 'graft load --help' tells more", "load", "a.c", "--optimize", "9")]
    [InlineData("error GRAFT6001: argument 'maybe' not recognized. Must be one of: 'ask', 'always', 'never'; 'graft watch --help' tells more", "watch", "--restart", "maybe")]
    [InlineData("error GRAFT6001: --arena wants a number of MiB from 1 to 2047, not 0", "run", "--arena", "0")]
    public async Task A_command_line_that_makes_no_sense_is_told_in_one_line(string expected, params string[] arguments)
    {
        var result = await Scene.RunAsync(arguments);
        Assert.Equal((2, "", expected), (result.ExitCode, result.Output, result.Error.TrimEnd()));
    }

    [Fact(Timeout = 60_000)]
    public async Task Without_anything_it_says_what_there_is_and_fails()
    {
        var result = await Scene.RunAsync();
        Assert.Equal((2, ""), (result.ExitCode, result.Error));
        Assert.Contains("Builds what is edited and patches running runtimes with it", result.Output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_narrow_terminal_cuts_no_cell_of_a_table_and_JSON_is_readable()
    {
        await Scene.StartRuntimeAsync("tables");
        string file = Scene.Write("shapes.c", "double volume_of_a_box(double width, double height, double depth) { return width * height * depth; }\n");
        (await Scene.RunAsync("load", file)).ShouldSucceed();
        string table = await OnTerminalAsync("symbols");
        Assert.Contains("generation", table, StringComparison.Ordinal);
        Assert.Matches("volume_of_a_box +ready +function +.*shapes +1 +0x[0-9a-f]+ +.*double \\(double, double, double\\)", table);
        Assert.Contains("can be undone", await OnTerminalAsync("history"), StringComparison.Ordinal);

        var missing = await Scene.RunAsync("load", Scene.Write("wants.c", "int nobody(void);\nint wants(void) { return nobody(); }\n"), "--json");
        Assert.Contains("waits for symbols that nobody defines yet: 'nobody'", missing.Output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Of_several_archives_of_a_module_the_newest_is_loaded_and_named()
    {
        await Scene.StartRuntimeAsync("archives");
        (await Scene.RunAsync("load", Scene.Write("one.c", "int a(void) { return 1; }\n"), "--module", "m")).ShouldSucceed();
        string built = Directory.EnumerateFiles(Path.Combine(Scene.Home, "load"), "libm.a", SearchOption.AllDirectories).Single();
        string newest = Path.Combine(Directory.CreateDirectory(Path.Combine(Scene.Home, "Release")).FullName, "libm.a");
        File.Copy(built, newest);
        var same = (await Scene.RunAsync("load", "--module", "m")).ShouldSucceed();
        Assert.DoesNotContain("GRAFT4038", same.Error, StringComparison.Ordinal);

        (await Scene.RunAsync("load", Scene.Write("two.c", "int a(void) { return 2; }\n"), "--module", "m")).ShouldSucceed();
        File.SetLastWriteTimeUtc(newest, DateTime.UtcNow.AddHours(1));
        var told = (await Scene.RunAsync("load", "--module", "m")).ShouldSucceed();
        Assert.Contains("info GRAFT4038: of 2 different archives libm.a below this folder ./Release/libm.a is loaded, which is the newest", told.Error, StringComparison.Ordinal);
        Assert.Equal("1", (await Scene.RunAsync("call", "a")).ShouldSucceed().Text);
        (await Scene.RunAsync("load", "--module", "../m")).ShouldBeMisuse();
    }

    // script(1) gives the command a terminal; it is made narrow first.
    private async Task<string> OnTerminalAsync(string command)
    {
        string graft = Path.Combine(AppContext.BaseDirectory, "graft.dll");
        var start = new ProcessStartInfo("script", ["-qc", $"stty cols 60; dotnet '{graft}' {command}", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["GRAFT_HOME"] = Scene.Home, ["TERM"] = "xterm" },
        };
        using var process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }
}
