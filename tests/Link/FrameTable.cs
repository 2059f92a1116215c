using Graft.Protocol;

namespace Graft.Tests.Link;

/// <summary>Walks the unwind records of a unit as an unwinder does.</summary>
internal static class FrameTable
{
    /// <summary>Where the functions begin that the records describe. Checks that each frame finds its CIE, and that the table ends.</summary>
    public static List<ulong> FunctionsOf(FakeAgent agent, UnitRecord unit)
    {
        ulong place = unit.EhFrame, end = unit.EhFrame + unit.EhFrameSize;
        List<ulong> starts = [];
        HashSet<ulong> commons = [];
        while (BitConverter.ToUInt32(agent.Read(place, 4)) is var length && length != 0)
        {
            uint id = BitConverter.ToUInt32(agent.Read(place + 4, 4));
            if (id == 0)
                commons.Add(place);
            else
                Assert.Contains(place + 4 - id, commons);
            if (id != 0)
                starts.Add(place + 8 + (ulong)BitConverter.ToInt32(agent.Read(place + 8, 4)));
            place += length + 4;
            Assert.True(place < end);
        }

        Assert.Equal(end, place + 4);
        return starts;
    }
}
