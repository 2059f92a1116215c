using Graft.Client;
using Graft.Protocol;

namespace Graft.Tests.Sdk;

/// <summary>The line that a load ends with, in a build and at the command line.</summary>
public sealed class LoadSummarySpecs
{
    [Theory]
    [InlineData(0, 2, "geometry: 2 functions patched, generation 7, 9 ms")]
    [InlineData(1, 0, "geometry: 1 function added, generation 7, 9 ms")]
    [InlineData(3, 1, "geometry: 3 functions added, 1 function patched, generation 7, 9 ms")]
    [InlineData(0, 0, "geometry: nothing changed, generation 7, 9 ms")]
    public void It_says_what_changed(int added, int patched, string expected) =>
        Assert.Equal(expected, LoadSummary.Describe("geometry", Result(added, patched)));

    [Fact]
    public void It_names_what_the_module_waits_for() =>
        Assert.Equal("geometry: 1 function added, waits for b, c, generation 7, 9 ms", LoadSummary.Describe("geometry", Result(1, 0, "c", "b")));

    [Fact]
    public void It_stays_one_line_when_much_is_missing() =>
        Assert.Equal(
            "geometry: 1 function added, waits for a, b, c, d, e and 2 more, generation 7, 9 ms",
            LoadSummary.Describe("geometry", Result(1, 0, "a", "b", "c", "d", "e", "f", "g")));

    [Fact]
    public void It_counts_what_the_edit_removed_and_the_program_keeps()
    {
        Verdict Of(DiagnosticDescriptor code) => new(VerdictKind.Inert, code.Code, "geometry", "area.c.o", "area", "gone");
        var one = Result(0, 0) with { Verdicts = [Of(DiagnosticCatalog.DefinitionRetained)] };
        Assert.Equal("geometry: 1 definition retained, generation 7, 9 ms", LoadSummary.Describe("geometry", one));
        var two = Result(0, 1) with { Verdicts = [Of(DiagnosticCatalog.DefinitionRetained), Of(DiagnosticCatalog.RemovedInUse)] };
        Assert.Equal("geometry: 1 function patched, 2 definitions retained, generation 7, 9 ms", LoadSummary.Describe("geometry", two));
    }

    private static LoadModuleResult Result(int added, int patched, params string[] missing) =>
        new([], 7, added, patched, 0, 0, missing.Length, [.. missing.Select(name => new MissingSymbol(name, "", "geometry", "area.ll.o"))], 8.4);
}
