using Graft.Engine.Graph;
using Graft.Protocol;

namespace Graft.Tests.Graph;

/// <summary>Short ways to write modules.</summary>
internal static class Sample
{
    public static GraphDefinition Function(string name, ulong digest = 1, SymbolBinding binding = SymbolBinding.Strong) =>
        new(name, SymbolKind.Function, binding, "i32 (i32)", 16, digest);

    /// <summary>A unit that defines and wants functions.</summary>
    public static UnitSymbols Unit(string name, string[] defines, string[] wants) =>
        new(name, defines.Select(d => Function(d)), wants.Select(w => new GraphWant(w, "i32 (i32)")));

    /// <summary>A module of one unit.</summary>
    public static ModuleSymbols Module(string name, string[] defines, string[] wants) =>
        new(name, [Unit(name + ".o", defines, wants)]);

    /// <summary>Modules a1 to aN, each of which wants the next one's function, the last the first one's.</summary>
    public static IEnumerable<ModuleSymbols> Ring(int length) =>
        Enumerable.Range(0, length).Select(i => Module($"a{i}", [$"f{i}"], [$"f{(i + 1) % length}"]));
}
