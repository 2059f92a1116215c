using System.Diagnostics;
using System.Globalization;
using System.Text;
using Graft.Client;
using Xunit.Abstractions;

namespace Graft.Tests.Host;

/// <summary>A host that is killed costs nothing but its own start: a large module is known again at once.</summary>
public sealed class RestartSpecs(ITestOutputHelper output) : IDisposable
{
    private const int Units = 10;
    private const int VariablesOfUnit = 9_000;
    private const int FunctionsOfUnit = 20;

    private readonly TestHome _home = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("graft-restart").FullName;

    public void Dispose()
    {
        _home.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact(Timeout = 300_000)]
    public async Task After_a_kill_a_hundred_thousand_symbols_are_back_within_a_second_and_nothing_is_compiled()
    {
        var request = Request();
        await using var client = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        var built = await client.BuildModuleAsync(request, TestHome.Limit);
        Assert.Empty(built.Diagnostics);
        Assert.Equal(Units, built.Compiled.Count);
        int symbols = (await client.GetStatusAsync(TestHome.Limit)).Symbols;
        Assert.True(symbols >= 100_000, $"{symbols} symbols");
        TestHome.Kill(client.ProcessId);

        long start = Stopwatch.GetTimestamp();
        await using var next = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        Assert.Equal(symbols, (await next.GetStatusAsync(TestHome.Limit)).Symbols);
        var known = Stopwatch.GetElapsedTime(start);
        TimeSpan work;
        using (var host = Process.GetProcessById(next.ProcessId))
            work = host.TotalProcessorTime;
        output.WriteLine($"{symbols} symbols are known again after {known.TotalMilliseconds:0} ms, of which the host worked {work.TotalMilliseconds:0} ms");
        Assert.True(work < TimeSpan.FromSeconds(1), $"the host worked for {work}"); // a busy machine has many clocks, but one such

        var again = await next.BuildModuleAsync(request, TestHome.Limit);
        Assert.Empty(again.Compiled);
        Assert.Equal(Units, again.UpToDate);
        Assert.Equal(0, (await next.GetStatusAsync(TestHome.Limit)).Workers);
    }

    private BuildModuleRequest Request() => new(
        "Large",
        [.. Enumerable.Range(0, Units).Select(unit => new ModuleSource(WriteUnit(unit), SourceLanguage.Ir, Path.Combine(_folder, $"u{unit}.o"), []))],
        Path.Combine(_folder, "libLarge.a"), Path.Combine(_folder, "Large.symbols.json"), new CompileOptions(0, Patchable: true));

    // Variables are quick to compile; functions of the next unit are wanted.
    private string WriteUnit(int unit)
    {
        var text = new StringBuilder();
        for (int i = 0; i < VariablesOfUnit; i++)
            text.Append(CultureInfo.InvariantCulture, $"@variable_{unit}_{i} = global i32 {i}\n");
        for (int i = 0; i < VariablesOfUnit / 8; i++)
            text.Append(CultureInfo.InvariantCulture, $"@variable_{(unit + 1) % Units}_{i} = external global i32\n");
        for (int i = 0; i < FunctionsOfUnit; i++)
            text.Append(CultureInfo.InvariantCulture, $"define i32 @function_{unit}_{i}() {{\n  %v = load i32, ptr @variable_{unit}_{i}\n  ret i32 %v\n}}\n");
        for (int i = 0; i < VariablesOfUnit / 8; i++)
            text.Append(CultureInfo.InvariantCulture, $"@pointer_{unit}_{i} = global ptr @variable_{(unit + 1) % Units}_{i}\n");
        string path = Path.Combine(_folder, $"u{unit}.ll");
        File.WriteAllText(path, text.ToString());
        return path;
    }
}
