using Graft.Engine.Collections;
using Graft.Protocol;

namespace Graft.Tests.Link;

/// <summary>Names are bytes: what looks alike as text may be two symbols.</summary>
public class NameSpecs
{
    [Fact]
    public void Names_that_are_no_utf8_do_not_merge()
    {
        var first = new Utf8Name(new byte[] { (byte)'f', 0xFE });
        var second = new Utf8Name(new byte[] { (byte)'f', 0xFF });
        Assert.Equal(first.ToString(), second.ToString());
        Assert.NotEqual(first, second);
        using var table = new NameTable(0);
        Assert.True(table.Add(first));
        Assert.True(table.Add(second));
    }

    [Fact]
    public void A_table_finds_every_name_again_after_it_has_grown()
    {
        const int Names = 10_000;
        using var table = new NameTable(0);
        for (int i = 0; i < Names; i++)
            table.ValueOf(Utf8Name.From($"name{i}"), out _) = i;
        Assert.Equal(Names, table.Count);
        for (int i = 0; i < Names; i++)
        {
            Assert.Equal(i, table.ValueOf(Utf8Name.From($"name{i}"), out bool isNew));
            Assert.False(isNew);
        }
    }

    [Fact]
    public void Names_of_every_length_up_to_a_hundred_have_hashes_of_their_own()
    {
        byte[] bytes = new byte[100];
        Assert.Equal(bytes.Length + 1, Enumerable.Range(0, bytes.Length + 1).Select(length => Utf8Name.Hash(bytes.AsSpan(0, length))).Distinct().Count());
    }
}
