using System.Globalization;
using System.Text;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Tests.Link;

/// <summary>So many global names that several threads share them among units, each a part.</summary>
public class ManyNamesSpecs
{
    private const int Names = 20_000;

    [Fact(Timeout = 60_000)]
    public async Task The_strong_definition_wins_whatever_the_order_and_wants_mean_it()
    {
        var weak = await NumbersAsync("weak.o", ".weak", offset: 1_000_000, _ => true);
        var strong = await NumbersAsync("strong.o", ".globl", offset: 0, _ => true);
        var user = Assembler.Read("user.o", await Assembler.BytesAsync(
            ".data\n.globl table\n.type table,@object\n.size table,40\ntable:\n.quad n0\n.quad n1\n.quad n777\n.quad n12345\n.quad n19999\n"));
        foreach (var units in (ObjectUnit[][])[[weak, strong, user], [user, strong, weak]])
        {
            var scene = new LinkScene();
            scene.LinkWell(units);
            ulong table = scene.AddressOf("table");
            Assert.Equal([0UL, 1, 777, 12345, 19999], Enumerable.Range(0, 5).Select(i => scene.WordAt(table + ((ulong)i * 8))));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Every_duplicate_is_told_once()
    {
        HashSet<int> twice = [3, 778, 12345, 19998];
        var first = await NumbersAsync("first.o", ".globl", offset: 0, _ => true);
        var second = await NumbersAsync("second.o", ".globl", offset: 5, twice.Contains);
        var scene = new LinkScene();
        Assert.Null(scene.Link(first, second));
        Assert.Equal(twice.Select(i => $"'n{i}'").Order(), scene.Diagnostics.Select(d => d.Message.Split(' ')[0]).Order());
        Assert.All(scene.Diagnostics, d => Assert.Equal(DiagnosticCatalog.DuplicateSymbol.Code, d.Code));
    }

    private static async Task<ObjectUnit> NumbersAsync(string name, string binding, int offset, Func<int, bool> isDefined)
    {
        var source = new StringBuilder();
        for (int i = 0; i < Names; i++)
            source.Append(CultureInfo.InvariantCulture, $"{(isDefined(i) ? binding : ".local")} n{i}\nn{i} = {i + offset}\n");
        return Assembler.Read(name, await Assembler.BytesAsync(source.ToString()));
    }
}
