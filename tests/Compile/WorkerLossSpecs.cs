using System.Diagnostics;
using System.Text;
using Graft.Client;
using Graft.Engine.Compile;
using Graft.Protocol;

namespace Graft.Tests.Compile;

/// <summary>What happens when the compiler crashes, hangs or is killed: never more than one input is lost.</summary>
public sealed class WorkerLossSpecs : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private WorkerPool Pool { get; } = new(new WorkerPoolOptions { Limit = 1 });

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await Pool.DisposeAsync();

    [Theory(Timeout = 60_000)]
    [InlineData("Don't know how to legalize", "define <vscale x 4 x i32> @f(<vscale x 4 x i32> %a) {\n  %b = add <vscale x 4 x i32> %a, %a\n  ret <vscale x 4 x i32> %b\n}\n")]
    [InlineData("Cannot select", "declare void @llvm.aarch64.isb(i32)\ndefine void @f() {\n  call void @llvm.aarch64.isb(i32 15)\n  ret void\n}\n")]
    [InlineData("unsupported GC", "define void @f() gc \"nosuch\" { ret void }\n")]
    public async Task Input_that_makes_LLVM_give_up_is_reported_with_its_last_words(string words, string ir)
    {
        var error = Assert.Single((await CompileAsync(ir)).Diagnostics);

        Assert.Equal(("GRAFT1002", "/somewhere/input.ll"), (error.Code, error.File));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.True((await CompileAsync("define void @g() { ret void }\n")).Succeeded);
    }

    [Fact(Timeout = 120_000)]
    public async Task Input_that_crashes_the_process_is_reported()
    {
        string braces = string.Concat(Enumerable.Repeat("[1 x ", 4_000_000));
        var error = Assert.Single((await CompileAsync($"@g = global {braces}")).Diagnostics);

        Assert.Equal("GRAFT1002", error.Code);
        Assert.Contains("overflow", error.Message, StringComparison.Ordinal);
        Assert.True((await CompileAsync("define void @g() { ret void }\n")).Succeeded);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_worker_that_is_killed_once_costs_nothing()
    {
        await WarmUpAsync();
        var compiling = CompileAsync(Laborious(2_000));
        await KillWorkerAsync(compiling);

        Assert.True((await compiling).Succeeded);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_input_whose_worker_is_killed_twice_is_given_up()
    {
        await WarmUpAsync();
        var compiling = CompileAsync(Laborious(200_000));
        int first = await KillWorkerAsync(compiling);
        await KillWorkerAsync(compiling, except: first);

        var error = Assert.Single((await compiling).Diagnostics);
        Assert.Equal("GRAFT1002", error.Code);
        Assert.Contains("SIGKILL", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_worker_whose_library_was_replaced_gives_way_to_one_with_the_new_file()
    {
        using var folder = new TestFolder();
        string path = folder.File("libLLVM.so");
        Replace();
        var before = LlvmLibrary.Find(path)!;
        Assert.True((await CompileAsync(before)).Succeeded);
        Assert.True((await CompileAsync(before)).Succeeded);
        int first = Assert.Single(Pool.ProcessIds);

        Replace();
        var after = LlvmLibrary.Find(path)!;
        Assert.NotEqual(before, after);
        Assert.True((await CompileAsync(after)).Succeeded);
        Assert.NotEqual(first, Assert.Single(Pool.ProcessIds));

        // A build that began with the old file gets nothing made by the new one.
        Assert.Equal(DiagnosticCatalog.ToolReplaced.Code, Assert.Single((await CompileAsync(before)).Diagnostics).Code);

        Task<CompileReply> CompileAsync(LlvmLibrary llvm) =>
            Pool.CompileAsync(new CompileJob("some.ll", "define void @f() { ret void }"u8.ToArray(), 0, Patchable: false), llvm, CancellationToken.None);

        // As package managers do it: another file of the same length and time, renamed over the old one.
        void Replace()
        {
            File.Copy(LlvmLibrary.Find("")!.Path, path + ".new");
            File.Move(path + ".new", path, overwrite: true);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task An_idle_worker_that_is_killed_is_replaced()
    {
        await WarmUpAsync();
        using (var idle = Process.GetProcessById(Assert.Single(Pool.ProcessIds)))
        {
            idle.Kill();
            await idle.WaitForExitAsync();
        }

        await WarmUpAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_compilation_that_takes_too_long_is_ended()
    {
        await using var hasty = new WorkerPool(new WorkerPoolOptions { Limit = 1, TimeLimit = TimeSpan.FromMilliseconds(300) });
        var reply = await hasty.CompileAsync(Job(Laborious(200_000)), "", CancellationToken.None);

        Assert.Equal("GRAFT1003", Assert.Single(reply.Diagnostics).Code);
        Assert.Equal(0, hasty.Alive);
    }

    [Fact(Timeout = 120_000)]
    public async Task Cancelling_ends_the_worker_at_once()
    {
        await WarmUpAsync();
        using var cancellation = new CancellationTokenSource();
        var compiling = Pool.CompileAsync(Job(Laborious(200_000)), "", cancellation.Token);
        await Task.Delay(100);
        var watch = Stopwatch.StartNew();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => compiling);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal(0, Pool.Alive);
    }

    [Fact(Timeout = 120_000)]
    public async Task Disposing_of_the_pool_cancels_what_is_under_way()
    {
        var closing = new WorkerPool(new WorkerPoolOptions { Limit = 1 });
        Task[] jobs = [.. Enumerable.Range(0, 3).Select(_ => closing.CompileAsync(Job(Laborious(200_000)), "", CancellationToken.None))];
        await Task.Delay(300);

        await closing.DisposeAsync();

        foreach (var job in jobs)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job);
        Assert.Equal(0, closing.Alive);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_worker_ends_with_its_input_amidst_a_job_too()
    {
        var start = new ProcessStartInfo(DotnetCommand.Find(), ["exec", typeof(WorkerPool).Assembly.Location, "worker"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var worker = Process.Start(start)!;
        await WorkerFrame.ReadAsync(worker.StandardOutput.BaseStream, CancellationToken.None);
        await WorkerFrame.WriteAsync(
            worker.StandardInput.BaseStream, WorkerFrameKind.Job, WorkerMessages.Encode(Job(Laborious(400_000))), CancellationToken.None);

        worker.StandardInput.Close();

        using var limit = new CancellationTokenSource(Patience);
        await worker.WaitForExitAsync(limit.Token);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_library_that_is_not_there_or_no_LLVM_is_a_diagnostic()
    {
        foreach (string library in new[] { "/nowhere/libLLVM.so", "/lib/x86_64-linux-gnu/libc.so.6", "/etc/hostname" })
        {
            var reply = await Pool.CompileAsync(Job("define void @f() { ret void }\n"), library, CancellationToken.None);
            var error = Assert.Single(reply.Diagnostics);
            Assert.Equal("GRAFT1008", error.Code);
            Assert.Contains(library, error.Message, StringComparison.Ordinal);
        }
    }

    private static CompileJob Job(string ir) => new("/somewhere/input.ll", Encoding.UTF8.GetBytes(ir), OptimizationLevel: 2, Patchable: false);

    private Task<CompileReply> CompileAsync(string ir) => Pool.CompileAsync(Job(ir), "", CancellationToken.None);

    private async Task WarmUpAsync()
    {
        var reply = await CompileAsync("define void @warm() { ret void }\n");
        Assert.DoesNotContain(reply.Diagnostics, diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    /// <summary>One function with a lot to think about.</summary>
    private static string Laborious(int length)
    {
        var text = new StringBuilder("define i64 @long(ptr %p, i64 %x0) {\n");
        for (int i = 0; i < length; i++)
        {
            text.Append($"  %a{i} = getelementptr i64, ptr %p, i64 %x{i}\n  %l{i} = load i64, ptr %a{i}\n");
            text.Append($"  store i64 {i}, ptr %a{i}\n  %x{i + 1} = mul i64 %l{i}, {i + 3}\n");
        }

        return text.Append($"  ret i64 %x{length}\n}}\n").ToString();
    }

    private async Task<int> KillWorkerAsync(Task compiling, int except = 0)
    {
        int worker;
        var watch = Stopwatch.StartNew();
        while ((worker = Pool.ProcessIds.FirstOrDefault(id => id != except)) == 0)
        {
            Assert.True(watch.Elapsed < Patience && !compiling.IsCompleted, "no worker to kill");
            await Task.Delay(5);
        }

        await Task.Delay(100);
        Assert.False(compiling.IsCompleted, "the input is too easy");
        using var process = Process.GetProcessById(worker);
        process.Kill();
        return worker;
    }
}
