using Graft.Engine.Graph;
using Graft.Engine.Patch;
using Graft.Protocol;

namespace Graft.Tests.Patch;

/// <summary>A build says what a running program would make of its edits.</summary>
public class BuildVerdictSpecs
{
    private static readonly ModuleSymbols User = new("user", [new("user.o", [], [new("area", "i32 (i32)")])]);

    public static TheoryData<string, string, string[]> Edits => new()
    {
        { "f area i32(i32) 10 1", "f area i32(i32) 10 2", ["Applied GRAFT4034 m/a.o/area"] },
        { "", "f area i32(i32) 10 2", ["Applied GRAFT4034 m/a.o/area"] },
        { "d count i32 4 1", "d count i32 4 2", ["Inert GRAFT4010 m/a.o/count"] },
        { "d count i32 4 1", "d count i64 8 2", ["Refused GRAFT4005 m/a.o/count"] },
        { "d count i32 4 1", "d count float 4 1", ["Refused GRAFT4005 m/a.o/count"] },
        { "d count i32 4 1", "t count i32 4 1", ["Refused GRAFT4005 m/a.o/count"] },
        { "f area i32(i32) 10 1", "", ["Refused GRAFT4036 m/a.o/area"] },
        { "f other i32(i32) 10 1", "", ["Inert GRAFT4012 m/a.o/other"] },
        { "f graft_migrate.count void(ptr,ptr) 10 1", "", [] },
        { "d graft_migrate.count i32 4 1", "", ["Inert GRAFT4012 m/a.o/graft_migrate.count"] },
        { "f area i32(i32) 10 1", "f area i32(i64) 10 2", ["Inert GRAFT3005 user/user.o/area", "Applied GRAFT4034 m/a.o/area"] },
        { "f area i32(i32) 10 1", "f area i32(i32) 10 1", [] },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void Each_edit_has_its_verdict(string before, string now, string[] expected)
    {
        var module = Module(now);
        var verdicts = BuildVerdicts.Compare(Module(before), module, SymbolGraph.Of([module, User]), []);
        Assert.Equal(expected, verdicts.Select(verdict => $"{verdict.Kind} {verdict.Code} {verdict.Module}/{verdict.Unit}/{verdict.Symbol}"));
    }

    [Fact]
    public void A_first_build_has_no_verdicts() =>
        Assert.Empty(BuildVerdicts.Compare(null, Module("d count i32 4 1"), SymbolGraph.Empty, []));

    private static ModuleSymbols Module(string text) => new("m", [new("a.o", text.Length == 0 ? [] : [Definition(text.Split(' '))], [])]);

    private static GraphDefinition Definition(string[] words) => new(
        words[1],
        words[0] switch { "f" => SymbolKind.Function, "t" => SymbolKind.ThreadLocal, _ => SymbolKind.Data },
        SymbolBinding.Strong, words[2].Replace("(", " (", StringComparison.Ordinal), ulong.Parse(words[3], null), ulong.Parse(words[4], null));
}
