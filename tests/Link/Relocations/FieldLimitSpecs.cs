using Graft.Protocol;

namespace Graft.Tests.Link.Relocations;

/// <summary>
/// Each kind of relocation at its limits: the smallest and the largest value are stored as the specification's formula and ld.lld
/// have them, one more is refused with symbol, object, place and kind.
/// </summary>
public sealed class FieldLimitSpecs
{
    private const int NegativeAddend = -12;

    public static TheoryData<string> Kinds => [.. RelocationKind.All.Select(kind => kind.Name)];

    public static TheoryData<string> KindsOfLld => [.. RelocationKind.All.Where(kind => kind.IsKnownToLld).Select(kind => kind.Name)];

    public static TheoryData<string> NarrowKindsOfLld =>
        [.. RelocationKind.All.Where(kind => kind.IsKnownToLld && !kind.Wraps).Select(kind => kind.Name)];

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Kinds))]
    public async Task The_smallest_and_the_largest_value_fit_and_no_byte_beside_them_changes(string name)
    {
        var kind = Kind(name);
        var scene = new RelocationScene(kind);
        long[] values = [kind.Smallest, kind.Largest, kind.Smallest + 1, kind.Largest - 1, 0, 1];
        await scene.LinkAsync(await scene.AddendsAsync(values));
        Assert.Empty(scene.Scene.Diagnostics);
        Assert.Equal(Expected(kind, values), scene.Fields);
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(KindsOfLld))]
    public async Task Lld_writes_the_same_bytes(string name)
    {
        var kind = Kind(name);
        var scene = new RelocationScene(kind);
        long smallest = Math.Max(kind.Smallest, kind.SmallestOfLld), largest = Math.Min(kind.Largest, kind.LargestOfLld);
        await scene.LinkAsync(await scene.AddendsAsync(smallest, largest, 0, 1));
        Assert.Equal(await LldFieldsAsync(scene), scene.Fields);
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Kinds))]
    public async Task A_negative_addend_counts_down_from_the_symbol(string name)
    {
        var kind = Kind(name);
        var scene = new RelocationScene(kind);
        long[] addends = await scene.AddendsAsync(0, 0);
        long[] values = [unchecked(NegativeAddend - addends[0]), 0];
        bool fits = values[0] >= kind.Smallest && values[0] <= kind.Largest;
        await scene.LinkAsync([NegativeAddend, addends[1]]);
        Assert.Equal(fits, scene.Scene.Result is not null);
        if (fits)
            Assert.Equal(Expected(kind, values), scene.Fields);
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Kinds))]
    public async Task One_past_the_limits_is_refused_by_name_and_place_or_wraps_around(string name)
    {
        var kind = Kind(name);
        var scene = new RelocationScene(kind);
        long[] values = [unchecked(kind.Smallest - 1), unchecked(kind.Largest + 1)];
        await scene.LinkAsync(await scene.AddendsAsync(values));
        if (kind.Wraps)
        {
            Assert.Empty(scene.Scene.Diagnostics);
            Assert.Equal(Expected(kind, values), scene.Fields);
            return;
        }

        Assert.Null(scene.Scene.Result);
        Assert.Equal(2, scene.Scene.Diagnostics.Count);
        for (int i = 0; i < values.Length; i++)
        {
            var diagnostic = scene.Scene.Diagnostics.ElementAt(i);
            Assert.Equal((DiagnosticCatalog.RelocationOutOfRange.Code, "a.o"), (diagnostic.Code, diagnostic.File));
            Assert.Contains($"section .fields+0x{i * 8:x}: {kind} to '{RelocationScene.Symbol}'", diagnostic.Message, StringComparison.Ordinal);
        }
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(NarrowKindsOfLld))]
    public async Task Lld_refuses_one_past_the_limits_too(string name)
    {
        var kind = Kind(name);
        var scene = new RelocationScene(kind);
        await scene.LinkAsync(await scene.AddendsAsync(0, 0)); // for the places
        var map = scene.Scene.Result!.Map;
        var places = new RelocationScene(kind);
        await places.LinkAsync(await places.AddendsAsync(unchecked(kind.SmallestOfLld - 1), unchecked(kind.LargestOfLld + 1)));
        string errors = await LldOracle.RefusalAsync(places.Object, places.Unit, map, Undefined(scene));
        Assert.Equal(2, errors.Split('\n').Count(line => line.Contains($"{kind} out of range", StringComparison.Ordinal)));
    }

    private static RelocationKind Kind(string name) => RelocationKind.All.Single(kind => kind.Name == name);

    private static byte[] Expected(RelocationKind kind, long[] values)
    {
        byte[] bytes = new byte[values.Length * sizeof(long)];
        Array.Fill(bytes, RelocationScene.Filler);
        for (int i = 0; i < values.Length; i++)
            BitConverter.GetBytes(values[i]).AsSpan(0, kind.Width).CopyTo(bytes.AsSpan(i * sizeof(long)));
        return bytes;
    }

    private static Dictionary<string, ulong> Undefined(RelocationScene scene) => scene.Scene.Agent.LastResolve!.Wants.ToDictionary(
        want => want.Name.ToString(), want => scene.Scene.Agent.StubOf(want.Name.ToString()));

    private static async Task<byte[]> LldFieldsAsync(RelocationScene scene)
    {
        var sections = await LldOracle.LinkAsync(scene.Object, scene.Unit, scene.Scene.Result!.Map, Undefined(scene), sharesGot: true);
        return sections[scene.Index(RelocationScene.Section)];
    }
}
