using Xunit.Abstractions;

namespace Graft.Tests.Programs;

/// <summary>Runs a program both ways.</summary>
internal static class ProgramComparison
{
    /// <summary>What begins the report of a crash, a line that is not the program's.</summary>
    private const string CrashReport = "error GRAFT4015: ";

    private static readonly string Graft = Path.Combine(AppContext.BaseDirectory, "graft.dll");

    /// <summary>Fails unless Graft's run gives what the native one gives, or is refused as its header says.</summary>
    public static async Task RunAsync(string name, ITestOutputHelper log)
    {
        var program = new TestProgram(name);
        var build = await ProgramBuild.MakeAsync(program);
        var header = program.Header;
        var native = await ProgramOutcome.RunAsync(build.Native, header);
        if (header.DiffersBecause.Length > 0)
        {
            log.WriteLine($"{name} is not compared: {header.DiffersBecause}");
            return;
        }

        var ours = await ProgramOutcome.RunAsync("dotnet", header, [Graft, "exec", "--argv0", build.Native, .. build.Files, "--"]);
        if (header.RefusedWith.Length > 0)
        {
            Assert.Contains($"error {header.RefusedWith}: ", ours.Error, StringComparison.Ordinal);
            Assert.Equal((1, ""), (ours.ExitCode, ours.Output));
        }
        else
        {
            var (error, report) = SplitReport(ours.Error);
            Assert.Contains(header.CrashesIn, report, StringComparison.Ordinal);
            Assert.Equal(native, ours with { Error = error });
        }
    }

    private static (string Own, string Report) SplitReport(string error)
    {
        int report = error.IndexOf(CrashReport, StringComparison.Ordinal);
        return report < 0 ? (error, "") : (error[..report], error[report..]);
    }
}
