using Graft.Engine.Graph;
using Graft.Protocol;

namespace Graft.Tests.Graph;

/// <summary>Graphs are values.</summary>
public sealed class SymbolGraphSpecs
{
    private static readonly ModuleSymbols A = Sample.Module("A", ["a"], ["b", "printf"]);
    private static readonly ModuleSymbols B = Sample.Module("B", ["b"], ["a"]);

    [Fact]
    public void The_same_module_again_gives_the_very_same_graph()
    {
        var graph = SymbolGraph.Empty.With(A).With(B);

        Assert.Same(graph, graph.With(Sample.Module("A", ["a"], ["printf", "b"])));
        Assert.Same(graph, graph.Without("C"));
    }

    [Fact]
    public void Graphs_of_equal_content_are_equal_however_they_came_about()
    {
        var changed = Sample.Module("A", ["a", "more"], []);

        Assert.Equal(SymbolGraph.Empty.With(A).With(B), SymbolGraph.Empty.With(B).With(changed).With(A));
        Assert.NotEqual(SymbolGraph.Empty.With(A).With(B), SymbolGraph.Empty.With(B).With(changed));
        Assert.Equal(SymbolGraph.Empty, SymbolGraph.Empty.With(A).Without("A"));
    }

    [Fact]
    public void A_changed_digest_makes_another_graph_and_leaves_the_old_one_as_it_was()
    {
        var before = SymbolGraph.Empty.With(new("A", [new("a.o", [Sample.Function("a", digest: 1)], [])]));
        var after = before.With(new("A", [new("a.o", [Sample.Function("a", digest: 2)], [])]));

        Assert.NotEqual(before, after);
        Assert.Equal(1ul, before.DefinitionsOf("a")[0].Definition.Digest);
        Assert.Equal(2ul, after.DefinitionsOf("a")[0].Definition.Digest);
    }

    [Fact]
    public void Names_are_found_where_they_are_defined_and_wanted()
    {
        var graph = SymbolGraph.Of([A, B]);

        Assert.Equal([("A", "A.o")], graph.DefinitionsOf("a").Select(d => (d.Module, d.Unit)));
        Assert.Equal([("B", "B.o")], graph.WantersOf("a").Select(w => (w.Module, w.Unit)));
        Assert.Equal(["printf"], graph.UndefinedNames());
        Assert.Empty(graph.DefinitionsOf("nobody"));
    }

    [Fact]
    public void Local_symbols_satisfy_nobody_and_never_clash()
    {
        var graph = SymbolGraph.Of([
            new("A", [new("a.o", [Sample.Function("helper", binding: SymbolBinding.Local)], [])]),
            new("B", [new("b.o", [Sample.Function("helper", binding: SymbolBinding.Local)], [])]),
            Sample.Module("C", [], ["helper"]),
        ]);

        Assert.Equal(["helper"], graph.UndefinedNames());
        Assert.Empty(graph.Duplicates());
    }

    [Fact]
    public void Strong_definitions_in_two_modules_are_duplicates_and_weak_ones_are_not()
    {
        var weak = new ModuleSymbols("W", [new("w.o", [Sample.Function("f", binding: SymbolBinding.Weak)], [])]);
        var graph = SymbolGraph.Of([Sample.Module("A", ["f", "g"], []), weak, Sample.Module("B", ["g"], [])]);

        var duplicate = Assert.Single(graph.Duplicates());
        Assert.Equal("g", duplicate.Name);
        Assert.Equal(["A", "B"], duplicate.Modules);
    }

    [Fact]
    public void Dependents_are_the_modules_that_a_change_reaches()
    {
        var graph = SymbolGraph.Of([A, B, Sample.Module("C", ["c"], ["b"]), Sample.Module("D", [], ["c"])]);

        Assert.Equal(["A", "C"], graph.DependentsOf("B"));
        Assert.Equal(["D"], graph.DependentsOf("C"));
    }

    [Fact]
    public void A_module_prefers_its_own_definition()
    {
        var own = new ModuleSymbols("Own", [Sample.Unit("1.o", ["f"], []), Sample.Unit("2.o", [], ["f"])]);
        var graph = SymbolGraph.Of([own, Sample.Module("Other", ["f"], [])]);

        Assert.Empty(graph.DependentsOf("Other"));
    }
}
