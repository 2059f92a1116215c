using System.Globalization;
using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>What the kernel says about the memory of a runtime in a process of its own.</summary>
public sealed class ArenaRightsSpecs
{
    [Fact]
    public void No_view_of_the_arena_is_writable_and_executable_and_none_of_code_is_writable()
    {
        using var process = DummyProcess.Runtime(out string name);
        using var agent = AgentConnection.Connect(name);
        for (int version = 1; version <= 3; version++)
            new HandModule("a").Function("f", code => code.Entry().Return(version)).Data("d", 1).Load(agent);

        var views = ViewsOf(process.Id, name);
        var layout = agent.Layout;

        Assert.DoesNotContain(views, view => view.Rights[1] == 'w' && view.Rights[2] == 'x');
        Assert.All(views.Where(view => layout.Stubs.Contains(view.Range) || layout.Code.Contains(view.Range)), view => Assert.Equal("r-x", view.Rights));
        AssertRights(views, layout.ReadOnly, "r--");
        AssertRights(views, layout.Slots, "r--");
        AssertRights(views, layout.Data, "rw-");

        // One more view, of the slots alone, for the agent to write; of no other part of the memfd.
        var alias = Assert.Single(views, view => view.Range.Start < layout.Base || view.Range.Start >= layout.Base + layout.Size);
        Assert.Equal("rw-", alias.Rights);
        Assert.Equal(layout.Slots.Start - layout.Base, alias.Offset);
        Assert.Equal(layout.Slots.Size, alias.Range.Size);
    }

    [Fact]
    public void A_peer_cannot_shrink_the_memory_under_the_runtime()
    {
        using var scene = new Scene();
        using var arena = new Arena("seal", ArenaLayout.MinimumSize);
        Assert.Equal(-1, Libc.ftruncate(arena.Memory, 4096));
    }

    private static void AssertRights(List<View> views, AddressRange region, string rights) =>
        Assert.Contains(views, view => view.Rights == rights && view.Range.Contains(region));

    private static List<View> ViewsOf(int process, string name)
    {
        var views = new List<View>();
        foreach (string line in File.ReadLines($"/proc/{process}/maps").Where(line => line.Contains($"memfd:graft:{name}", StringComparison.Ordinal)))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            ulong[] bounds = [.. fields[0].Split('-').Select(Hex)];
            views.Add(new(new(bounds[0], bounds[1] - bounds[0]), fields[1][..3], Hex(fields[2])));
        }

        Assert.NotEmpty(views);
        return views;
    }

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private sealed record View(AddressRange Range, string Rights, ulong Offset);
}
