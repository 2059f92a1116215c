namespace Graft.Tests.Cli;

/// <summary>Calls are typed by the signatures that the runtime knows.</summary>
public sealed class CallSpecs : IAsyncLifetime
{
    private const string Functions = """
        declare i64 @strlen(ptr)
        define signext i8 @narrow(i8 signext %x) {
          ret i8 %x
        }
        define zeroext i8 @unsigned(i8 zeroext %x) {
          ret i8 %x
        }
        define i64 @wide(i64 %x) {
          ret i64 %x
        }
        define double @mixed(i32 %i, double %d, i32 %j, float %f) {
          %a = sitofp i32 %i to double
          %b = sitofp i32 %j to double
          %c = fpext float %f to double
          %ab = fsub double %a, %b
          %abc = fadd double %ab, %c
          %all = fmul double %abc, %d
          ret double %all
        }
        define i64 @length(ptr %text) {
          %n = call i64 @strlen(ptr %text)
          ret i64 %n
        }
        define ptr @same(ptr %p) {
          ret ptr %p
        }
        define void @nothing() {
          ret void
        }
        define { i64, i64, i64 } @structure() {
          ret { i64, i64, i64 } zeroinitializer
        }
        @data = global i32 5
        """;

    private GraftScene Scene { get; } = new();

    public async Task InitializeAsync()
    {
        await Scene.StartRuntimeAsync("calls");
        (await Scene.LoadIrAsync("functions", Functions)).ShouldSucceed();
    }

    public async Task DisposeAsync() => await Scene.DisposeAsync();

    [Fact(Timeout = 120_000)]
    public async Task Arguments_and_results_have_their_types()
    {
        Assert.Equal("-5", await CallAsync("narrow", "-5"));
        Assert.Equal("251", await CallAsync("unsigned", "251"));
        Assert.Equal("-9223372036854775808", await CallAsync("wide", "0x8000000000000000"));
        Assert.Equal("-3.75", await CallAsync("mixed", "-2", "1.5", "1", "0.5"));
        Assert.Equal("7", await CallAsync("length", "größe"));
        Assert.Equal("0x1234", await CallAsync("same", "0x1234"));
        Assert.Equal("0x0", await CallAsync("same", "null"));
        Assert.Equal("", await CallAsync("nothing"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("'wide' cannot be called: it is i64 (i64)", "wide")]
    [InlineData("argument 1, 'many', is no i64", "wide", "many")]
    [InlineData("argument 1, '300', is no i8", "narrow", "300")]
    [InlineData("'nobody'", "nobody")]
    [InlineData("'data'", "data")]
    [InlineData("cannot be passed", "structure")]
    public async Task What_cannot_be_called_so_is_told_with_the_type(string words, params string[] call)
    {
        ArgumentNullException.ThrowIfNull(call);
        (await Scene.RunAsync(["call", .. call])).ShouldFail("GRAFT4009", words);
    }

    [Fact(Timeout = 60_000)]
    public async Task All_that_prints_prints_JSON_too()
    {
        Assert.Equal("7", (await Scene.RunAsync("call", "wide", "7", "--json")).ShouldSucceed().Json().GetProperty("result").GetString());
        var runtime = (await Scene.RunAsync("status", "--json")).ShouldSucceed().Json().GetProperty("runtimes")[0];
        Assert.Equal("calls", runtime.GetProperty("name").GetString());
        var symbols = (await Scene.RunAsync("symbols", "--json")).ShouldSucceed().Json().EnumerateArray().ToList();
        Assert.Contains(symbols, symbol => symbol.GetProperty("name").GetString() == "wide" && symbol.GetProperty("state").GetString() == "Ready"
            && symbol.GetProperty("calls").GetString() == "Direct");
        Assert.Equal(1, (await Scene.RunAsync("wait", "wide", "--json")).ShouldSucceed().Json().GetArrayLength());
        var load = (await Scene.RunAsync("load", "--standalone", "--json", Scene.Write("more.ll", "define void @more() { ret void }"))).ShouldSucceed();
        Assert.Equal(1, load.Json().GetProperty("added").GetInt32());
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_printed_into_a_pipe_has_tabs_between_its_columns()
    {
        string[] lines = (await Scene.RunAsync("symbols")).ShouldSucceed().Text.Split('\n');

        Assert.StartsWith("symbol\tstate\tkind\tmodule\t", lines[0], StringComparison.Ordinal);
        string wide = Assert.Single(lines, line => line.StartsWith("wide\tready\tfunction\tfunctions\t1\t0x", StringComparison.Ordinal));
        Assert.Contains("\tdirect\t", wide, StringComparison.Ordinal);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("call")]
    [InlineData("wait", "f", "--state", "soon")]
    [InlineData("nonsense")]
    [InlineData("load")]
    public async Task A_command_line_that_makes_no_sense_has_an_exit_code_of_its_own(params string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        Assert.Equal(2, (await Scene.RunAsync(arguments)).ExitCode);
    }

    private async Task<string> CallAsync(params string[] call) => (await Scene.RunAsync(["call", .. call])).ShouldSucceed().Text;
}
