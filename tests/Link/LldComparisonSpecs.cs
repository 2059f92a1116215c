using System.Globalization;
using Graft.Engine.Link;
using Graft.Engine.Objects;
using Graft.Protocol;
using Xunit.Abstractions;

namespace Graft.Tests.Link;

/// <summary>
/// Our linker writes what ld.lld writes for the same addresses, but for fields where a stub, our GOT, or a host symbol's own
/// address is meant; each of those is checked by its formula.
/// </summary>
public class LldComparisonSpecs(ITestOutputHelper output)
{
    private const ulong FarHost = 0x7F00_0000_0000;
    private const ulong OtherUnits = 0x4000_0000;
    private const ulong NearHost = 0x6000_0000;

    [Theory(Timeout = 600_000)]
    [InlineData("lua", "pic")]
    [InlineData("lua", "static")]
    [InlineData("sqlite", "pic")]
    [InlineData("sqlite", "static")]
    public async Task Sections_equal_those_of_lld_but_for_stubs_and_got_places(string project, string model)
    {
        var totals = new ComparisonTotals();
        foreach (string path in await CorpusObjects.GetAsync(project, model))
            await CompareAsync(path, model == "pic", totals);
        output.WriteLine($"{project} {model}: {totals}");
        Assert.True(totals.Fields > 1000, "the corpus has too few relocations to mean anything");
        Assert.True(totals.Stubs > 0, "no address of a function went through a stub");
    }

    private static async Task CompareAsync(string path, bool isPic, ComparisonTotals totals)
    {
        var diagnostics = new DiagnosticBag();
        byte[] content = await File.ReadAllBytesAsync(path);
        var unit = ObjectReader.Read(Path.GetFileName(path), content, diagnostics);
        Assert.True(unit is not null, string.Join('\n', diagnostics));
        using var agent = new FakeAgent(isPic ? FakeAgent.HighBase : FakeAgent.LowBase);
        ulong host = 0;
        foreach (var symbol in unit.Symbols.Where(s => !s.IsDefined && s.Name.Length > 0))
        {
            // A hidden symbol comes from the same module, and compilers know that it is in reach.
            ulong start = symbol.Scope == ObjectSymbolScope.Hidden ? agent.StubBase + OtherUnits : isPic ? FarHost : NearHost;
            agent.Host[symbol.Name.ToString()] = start + (host += 64);
        }

        var result = Linker.Link(agent, "m", [unit], [], diagnostics);
        Assert.True(result is not null, $"{path}:\n{string.Join('\n', diagnostics)}");

        var undefined = agent.LastResolve!.Wants.ToDictionary(
            want => want.Name.ToString(), want => want.Kind == SymbolKind.Function ? agent.StubOf(want.Name.ToString()) : agent.Host[want.Name.ToString()]);
        var expected = await LldOracle.LinkAsync(content, unit, result.Map, undefined);
        var comparison = new SectionComparison(agent, unit, result, totals);
        for (int i = 1; i < unit.Sections.Length; i++)
        {
            if (result.Map.AddressOf(0, i) is not { } address || unit.Sections[i].Bytes.IsEmpty)
                continue;
            Assert.True(expected.ContainsKey(i), string.Create(CultureInfo.InvariantCulture, $"{path}: lld wrote no section {i} {unit.Sections[i].Name}"));
            comparison.Compare(i, address, expected[i]);
        }
    }
}
