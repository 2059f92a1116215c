using Graft.Protocol;

namespace Graft.Tests.Link;

/// <summary>What was probably meant by a name that nobody defines.</summary>
public class NearNameSpecs
{
    [Theory]
    [InlineData("lua_nxet", "lua_next")] // swapped
    [InlineData("lua_net", "lua_next")] // lacking
    [InlineData("lua_neext", "lua_next")] // too many
    [InlineData("lua_newt", "lua_next")] // another
    [InlineData("lau_nxet", "lua_next")] // twice
    [InlineData("LUA_Next", "lua_next")]
    [InlineData("_lua_next", "lua_next")]
    [InlineData("puts_", "puts")]
    public void A_typing_error_is_seen_through(string wanted, string meant) =>
        Assert.Equal($"; did you mean '{meant}' (defined in a.o)?", Advice(wanted, meant));

    [Theory]
    [InlineData("get", "set")] // short names are like too many others
    [InlineData("size", "sign")]
    [InlineData("lua_gettable", "lua_settable_of")]
    [InlineData("render", "encoder")]
    [InlineData("_ZN1a5renderEv", "render")]
    public void Names_that_are_merely_alike_are_not_offered(string wanted, string other) => Assert.Equal("", Advice(wanted, other));

    [Fact]
    public void A_C_name_that_is_defined_as_Cxx_lacks_an_extern_C() =>
        Assert.Equal("; a.o defines it as C++ 'area(int)' (_Z4areai): is extern \"C\" missing there?", Advice("area", "_Z4areai"));

    [Fact]
    public void A_Cxx_name_that_is_defined_as_C_was_declared_without_extern_C() =>
        Assert.Equal("; a.o defines it as C 'area': is extern \"C\" missing where it is declared?", Advice("_Z4areai", "area"));

    [Fact]
    public void A_function_for_other_parameters_is_offered() =>
        Assert.Equal("; did you mean 'area(long)' (_Z4areal) (defined in a.o)?", Advice("_Z4areai", "_Z4areal"));

    [Fact]
    public void The_nearest_name_wins_in_any_order()
    {
        Assert.Contains("'lua_next'", Advice("lua_nexd", "lua_text", "lua_next"), StringComparison.Ordinal);
        Assert.Contains("'lua_next'", Advice("lua_nexd", "lua_next", "lua_text"), StringComparison.Ordinal);
        Assert.Contains("'lua_neat'", Advice("lua_neit", "lua_newt", "lua_neat"), StringComparison.Ordinal); // of equal ones the first by bytes
    }

    [Fact]
    public void What_every_process_has_is_offered_too()
    {
        var near = new NearName(Utf8Name.From("pritnf"));
        near.OfferCommonNames();
        Assert.Equal("; did you mean 'printf'?", near.Advice());
    }

    [Fact]
    public void Names_of_any_length_and_bytes_are_compared()
    {
        string tail = new('x', 5000);
        Assert.Contains("did you mean", Advice("ab" + tail, "ba" + tail), StringComparison.Ordinal);
        Assert.Equal("", Advice(new string('y', 5000), tail));
        Assert.Equal("", Advice("_Z99999999999999999999a", "_Z"));
    }

    private static string Advice(string wanted, params string[] defined)
    {
        var near = new NearName(Utf8Name.From(wanted));
        foreach (string name in defined)
            near.Offer(Utf8Name.From(name), "a.o");
        return near.Advice();
    }
}
