using System.Diagnostics;

namespace Graft.Tests.Sdk;

/// <summary>A build survives the death of its helpers, and ends soon when its user wants it to.</summary>
[Collection(SdkFixture.Collection)]
public sealed class InterruptedBuildSpecs(SdkFixture sdk) : IDisposable
{
    private readonly ProjectFolder _folder = new ProjectFolder(sdk).WithGeometry();

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task A_host_killed_during_the_build_does_not_fail_it()
    {
        var (build, killed) = await BuildAndKillAsync(_folder.Processes.Hosts);
        build.ShouldSucceed();
        Assert.DoesNotContain(killed, _folder.Processes.Hosts());
        Assert.True((await _folder.BuildAsync("geometry", "-p:GraftOptimizationLevel=3")).ShouldSucceed().Skipped("GraftCompileModule"));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_worker_killed_during_a_compile_does_not_fail_the_build()
    {
        var (build, killed) = await BuildAndKillAsync(_folder.Processes.Workers);
        build.ShouldSucceed();
        Assert.DoesNotContain(killed, _folder.Processes.Workers());
        Assert.Empty(build.Errors);
    }

    [Fact(Timeout = 180_000)]
    public async Task Ctrl_C_ends_a_build_soon_and_leaves_things_sane()
    {
        _folder.With("geometry/slow.ll", Ir.Slow(30_000));
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var interrupt = new CancellationTokenSource();
        var build = _folder.BuildAsync(interrupt.Token, "geometry", "-p:GraftOptimizationLevel=3");
        await EngineProcesses.WaitForAsync(_folder.Processes.Workers, limit.Token);

        var clock = Stopwatch.StartNew();
        await interrupt.CancelAsync();
        (await build).ShouldFail();
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.False(File.Exists(_folder.PathOf("geometry/bin/Debug/libgeometry.a")));

        File.Delete(_folder.PathOf("geometry/slow.ll"));
        (await _folder.BuildAsync("geometry", "-p:GraftOptimizationLevel=3")).ShouldSucceed();
    }

    private async Task<(BuildOutcome Build, int Killed)> BuildAndKillAsync(Func<IReadOnlyList<int>> kind)
    {
        _folder.With("geometry/slow.ll", Ir.Slow(1500));
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var build = _folder.BuildAsync("geometry", "-p:GraftOptimizationLevel=3");
        int victim = await EngineProcesses.WaitForAsync(kind, limit.Token);
        Assert.False(build.IsCompleted, "the build ended before anything could be killed");
        EngineProcesses.Kill(victim);
        return (await build, victim);
    }
}
