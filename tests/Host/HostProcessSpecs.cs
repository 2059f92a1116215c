using System.Diagnostics;
using System.Globalization;
using Graft.Client;

namespace Graft.Tests.Host;

/// <summary>A host as a process: what it has of its starter's, and when it ends.</summary>
public sealed class HostProcessSpecs : IDisposable
{
    private readonly TestHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Host_has_no_stream_session_or_parent_of_its_starter()
    {
        await using var client = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        string host = string.Create(CultureInfo.InvariantCulture, $"/proc/{client.ProcessId}");

        string?[] streams = [.. Directory.GetFiles($"{host}/fd").Select(fd => new FileInfo(fd).LinkTarget)];
        var pipesHere = Directory.GetFiles("/proc/self/fd").Select(fd => new FileInfo(fd).LinkTarget)
            .Where(target => target?.StartsWith("pipe:", StringComparison.Ordinal) == true);
        Assert.Equal("/dev/null", new FileInfo($"{host}/fd/0").LinkTarget);
        Assert.Equal("/dev/null", new FileInfo($"{host}/fd/1").LinkTarget);
        Assert.Empty(streams.Intersect(pipesHere));

        // proc(5): pid (comm) state ppid pgrp session
        string[] stat = File.ReadAllText($"{host}/stat").Split(' ');
        Assert.NotEqual(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), stat[3]);
        Assert.Equal(stat[0], stat[5]);
    }

    [Fact]
    public async Task Host_has_none_of_the_builds_own_variables()
    {
        Environment.SetEnvironmentVariable("MSBUILD_OF_A_TEST", "1");
        await using var client = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        Environment.SetEnvironmentVariable("MSBUILD_OF_A_TEST", null);

        string environment = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{client.ProcessId}/environ"));
        Assert.DoesNotContain("\0MSBUILD", environment, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\0DOTNET_CLI_", environment, StringComparison.Ordinal);
        Assert.Contains($"GRAFT_HOME={_home.Path}", environment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_host_for_the_same_socket_leaves_at_once()
    {
        await using var client = await HostClient.OpenAsync(_home.Options, TestHome.Limit);
        using var second = StartEngine("host", "--socket", HostAddress.Of(_home.Options).Socket);

        await second.WaitForExitAsync(TestHome.Limit);
        Assert.Equal(0, second.ExitCode);
        Assert.Equal(client.ProcessId, (await client.GetStatusAsync(TestHome.Limit)).ProcessId);
    }

    [Fact]
    public async Task A_private_engine_ends_when_its_client_is_killed()
    {
        using var client = DummyProgram.Start(_home, "host", HostLocation.Default.EngineAssembly, "private");
        string[] words = (await client.StandardOutput.ReadLineAsync(TestHome.Limit))!.Split(' ');
        int engine = int.Parse(words[0], CultureInfo.InvariantCulture);
        Assert.Equal("private", words[1]);
        Assert.True(DetachedProcess.IsAlive(engine));

        TestHome.Kill(client.Id);
        TestHome.WaitForEnd(engine, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Whoever_reads_the_output_of_a_starter_does_not_wait_for_the_host()
    {
        using var client = DummyProgram.Start(_home, "host", HostLocation.Default.EngineAssembly, "shared");
        client.StandardInput.Close();

        string output = await client.StandardOutput.ReadToEndAsync(TestHome.Limit);
        string errors = await client.StandardError.ReadToEndAsync(TestHome.Limit);
        await client.WaitForExitAsync(TestHome.Limit);

        int host = int.Parse(output.Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.Equal("", errors);
        Assert.True(DetachedProcess.IsAlive(host));
        Assert.Equal([host], _home.HostProcesses());
    }

    [Theory]
    [InlineData]
    [InlineData("host")]
    [InlineData("host", "--socket", "x", "--idle", "soon")]
    public async Task Unknown_arguments_are_refused(params string[] arguments)
    {
        using var engine = StartEngine(arguments);
        await engine.WaitForExitAsync(TestHome.Limit);
        Assert.Equal(2, engine.ExitCode);
    }

    private static Process StartEngine(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])[HostLocation.Default.EngineAssembly, .. arguments])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
