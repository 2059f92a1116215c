using Graft.Protocol;

namespace Graft.Tests.Runtime;

public class SymbolGroupTableSpecs
{
    [Fact]
    public void Groups_are_found_by_name_scope_module_and_unit()
    {
        var table = new SymbolGroupTable();
        SymbolKey[] keys =
        [
            SymbolKey.Global(Name("f")), SymbolKey.Global(Name("g")), SymbolKey.Host(Name("f")), SymbolKey.Own(Name("f"), "m"),
            new(SymbolScope.Unit, Name("f"), "m", "a.o"), new(SymbolScope.Unit, Name("f"), "m", "b.o"),
        ];
        foreach (var key in keys)
            table.Add(Group(key));

        Assert.All(keys, key => Assert.Equal(key, table.Find(key)?.Key));
        Assert.Null(table.Find(SymbolKey.Own(Name("f"), "n")));
    }

    [Fact]
    public void What_stays_is_found_whatever_was_removed_and_in_the_order_in_which_it_came()
    {
        const int Names = 5000;
        var table = new SymbolGroupTable();
        var random = new Random(1);
        var expected = new List<SymbolGroup>();
        for (int i = 0; i < Names; i++)
        {
            var added = Group(SymbolKey.Global(Name($"f{i}")));
            table.Add(added);
            expected.Add(added);
            if (i % 3 != 0)
                continue;
            int gone = random.Next(expected.Count);
            table.Remove(expected[gone]);
            Assert.Null(table.Find(expected[gone].Key));
            expected.RemoveAt(gone);
        }

        Assert.Equal(expected.Count, table.Count);
        Assert.Equal(expected, table.Groups);
        Assert.All(expected, group => Assert.Equal(group, table.Find(group.Key)));
    }

    private static SymbolGroup Group(SymbolKey key) => new([new() { Key = key }], 0);

    private static Utf8Name Name(string text) => Utf8Name.From(text);
}
