using Graft.Engine.Objects;
using Graft.Tests.Link;

namespace Graft.Tests.Objects;

/// <summary>A symbol's digest changes with what it means, and with nothing else.</summary>
public class SymbolDigestSpecs
{
    private const string Body = """
        int puts(const char *);
        static int helper(int x) { return x * 3; }
        double scale(double x) { return x * 2.5; }
        int pick(int x) { switch (x) { case 0: return puts("zero"); case 1: return puts("one"); case 2: return puts("two");
            case 3: return puts("three"); case 4: return puts("four"); default: return 7; } }
        int (*pointer)(int) = helper;
        """;

    [Theory(Timeout = 60_000)]
    [InlineData("-O0")]
    [InlineData("-O2")]
    public async Task Renumbering_and_moving_private_constants_changes_nothing(string level)
    {
        var before = await DigestsAsync(Body, level);
        var after = await DigestsAsync(
            "int puts(const char *); int first(int x) { switch (x) { case 0: return puts(\"a\"); case 1: return puts(\"b\"); case 2: return puts(\"c\"); case 3: return puts(\"d\"); } return 0; } double more(double x) { return x * 7.25; }\n" + Body, level);
        foreach (string name in new[] { "helper", "scale", "pick", "pointer" })
            Assert.True(before[name] == after[name], name);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("2.5", "2.75", "scale")]
    [InlineData("\"three\"", "\"THREE\"", "pick")]
    [InlineData("x * 3", "x * 5", "helper")]
    public async Task A_change_is_seen_in_the_symbol_it_belongs_to_and_in_no_other(string old, string changed, string symbol)
    {
        var before = await DigestsAsync(Body, "-O1");
        var after = await DigestsAsync(Body.Replace(old, changed, StringComparison.Ordinal), "-O1");
        Assert.Equal([symbol], before.Keys.Where(name => before[name] != after[name]));
    }

    private static async Task<Dictionary<string, ulong>> DigestsAsync(string source, string level)
    {
        var unit = await LinkScene.UnitAsync("a.o", source, level, "-fPIC");
        var digests = SymbolDigests.Compute(unit);
        return Enumerable.Range(0, digests.Length).Where(i => digests[i] != 0).ToDictionary(i => unit.Symbols[i].Name.ToString(), i => digests[i]);
    }
}
