using Graft.Protocol;
using Graft.Tests.Sdk;

namespace Graft.Tests.Cli;

/// <summary>Runtimes that are not there, not alone, dead, of another version, or full.</summary>
public sealed class RuntimeTroubleSpecs
{
    private const string Good = "define i32 @answer() {\n  ret i32 42\n}\n";

    [Fact(Timeout = 60_000)]
    public async Task Without_a_runtime_a_command_says_how_to_start_one()
    {
        await using var scene = new GraftScene();

        (await scene.RunAsync("call", "f")).ShouldFail("GRAFT4001", "graft run");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_runtime_that_does_not_exist_is_told_with_those_that_do()
    {
        await using var scene = new GraftScene();
        await scene.StartRuntimeAsync("this");

        (await scene.LoadIrAsync("good", Good)).ShouldSucceed();
        (await scene.RunAsync("call", "answer", "--runtime", "that")).ShouldFail("GRAFT4001", "'that'", "this");
    }

    [Fact(Timeout = 60_000)]
    public async Task With_several_runtimes_a_command_wants_to_know_which()
    {
        await using var scene = new GraftScene();
        await scene.StartRuntimeAsync("one");
        await scene.StartRuntimeAsync("two");

        var result = await scene.RunAsync("symbols");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("error GRAFT6001: several runtimes are running: one, two; ", result.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_program_that_refuses_to_end_is_told_and_keeps_nothing_else_alive()
    {
        await using var scene = new GraftScene();
        await scene.StartStubbornProgramAsync("a-stubborn");
        await scene.StartRuntimeAsync("willing");

        (await scene.RunAsync("shutdown", "--all")).ShouldFail("GRAFT6001", "'a-stubborn'");

        Assert.DoesNotContain("willing", (await scene.RunAsync("status")).Output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_second_runtime_of_a_name_is_refused()
    {
        await using var scene = new GraftScene();
        await scene.StartRuntimeAsync("only");

        (await scene.RunAsync("run", "--name", "only")).ShouldFail("GRAFT4011", "'only'");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_runtime_that_died_is_told_and_can_be_started_again()
    {
        await using var scene = new GraftScene();
        EngineProcesses.Kill(await scene.StartRuntimeAsync("mortal"));

        var result = await scene.RunAsync("load", "--runtime", "mortal", "--standalone", scene.Write("good.ll", Good));

        result.ShouldFail("GRAFT4002", "'mortal'", "start it again");
        await scene.StartRuntimeAsync("mortal");
        (await scene.LoadIrAsync("good", Good)).ShouldSucceed();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_runtime_of_another_version_is_told_with_both_versions()
    {
        await using var scene = new GraftScene();
        using var listener = UnixSocket.Listen(Path.Combine(scene.Home, "future.runtime"));
        var future = Task.Factory.StartNew(() => // A thread of its own: those of the pool may all be busy with other tests.
        {
            using var channel = new FrameChannel(listener.Accept()!);
            channel.Receive(TimeSpan.FromSeconds(30));
            var writer = new FrameWriter();
            writer.Begin(AgentMessage.Welcome);
            new Handshake(Handshake.ExpectedMagic, 999, "42.0.0").Write(writer);
            channel.Send(writer);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        var result = await scene.RunAsync("call", "f", "--runtime", "future");

        result.ShouldFail("GRAFT4003", "'future'", "42.0.0", Handshake.Own.Tool);
        await future;
    }

    [Fact(Timeout = 60_000)]
    public async Task A_full_arena_is_told_with_what_was_wanted_and_what_is_free()
    {
        await using var scene = new GraftScene();
        await scene.StartRuntimeAsync("small", "--arena", "1");
        (await scene.LoadIrAsync("good", Good)).ShouldSucceed();
        string before = (await scene.RunAsync("symbols", "--json")).Output;

        var result = await scene.LoadIrAsync("large", "@large = global [4000000 x i8] zeroinitializer\n");

        result.ShouldFail("GRAFT4004", "data", "4000", "free");
        Assert.Equal(before, (await scene.RunAsync("symbols", "--json")).Output);
        Assert.Equal("42", (await scene.RunAsync("call", "answer")).ShouldSucceed().Text);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_runtime_ends_when_it_is_told_to()
    {
        await using var scene = new GraftScene();
        int process = await scene.StartRuntimeAsync("guest");

        (await scene.RunAsync("shutdown", "--runtime", "guest")).ShouldSucceed();

        Host.TestHome.WaitForEnd(process, TimeSpan.FromSeconds(20));
        (await scene.RunAsync("call", "f", "--runtime", "guest")).ShouldFail("GRAFT4001", "'guest'");
    }
}
