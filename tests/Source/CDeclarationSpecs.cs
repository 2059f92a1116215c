using System.Text;
using Graft.Engine.Source;

namespace Graft.Tests.Source;

/// <summary>Messages name the line where C defines something.</summary>
public class CDeclarationSpecs
{
    private const string Source = """
        /* int area; */
        #define MAKE(x) int x(void) \
            { return 1; }
        extern int count;
        static int area(int x);
        int helper(int area) { return area + count; }
        int count = 3, other[2];
        static int
        area(int x) {
            static long calls;
            const char *text = "int late(void) {";
            return helper(x) + (int)++calls;
        }
        namespace shape {
        struct box { int side() const noexcept { return 2; } };
        int late(void) { return area(1); }
        }
        void run(void) { for (;;) { late(); } }
        void stops(void) { while (1) { if (count) break; } }
        void waits(void) { while (true) late(); }
        """;

    [Theory]
    [InlineData("area", 9, 1)]
    [InlineData("count", 7, 5)]
    [InlineData("other", 7, 16)]
    [InlineData("helper", 6, 5)]
    [InlineData("calls", 10, 17)]
    [InlineData("side", 15, 18)]
    [InlineData("late", 16, 5)]
    [InlineData("made", 0, 0)]
    [InlineData("", 0, 0)]
    public void A_definition_is_found_among_declarations_uses_and_comments(string name, int line, int column)
    {
        byte[] text = Encoding.UTF8.GetBytes(Source);
        Assert.Equal(new TextPlace(line, column), TextPlace.Of(text, CDeclarations.Find(text, name)));
    }

    [Theory]
    [InlineData("run", true)]
    [InlineData("waits", true)]
    [InlineData("stops", false)]
    [InlineData("area", false)]
    public void A_loop_that_nothing_leaves_is_known(string function, bool isEndless)
    {
        byte[] text = Encoding.UTF8.GetBytes(Source);
        Assert.Equal(isEndless, CDeclarations.HasEndlessLoop(text, CDeclarations.Find(text, function)));
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("/*")]
    [InlineData("#define x \\")]
    [InlineData("int f(")]
    [InlineData("int f(int x) {")]
    [InlineData("'\\")]
    public void Text_that_ends_anywhere_is_read(string text) =>
        Assert.InRange(CDeclarations.Find(Encoding.UTF8.GetBytes(text + "f"), "f"), -1, 10);
}
