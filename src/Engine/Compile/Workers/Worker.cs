using System.Diagnostics;
using System.Text;
using Graft.Client;
using Graft.Protocol;

namespace Graft.Engine.Compile;

/// <summary>How a job with a worker ended.</summary>
internal enum WorkerOutcome
{
    /// <summary>With a reply; the worker is ready for more.</summary>
    Replied,

    /// <summary>LLVM ended the worker, or the input crashed it.</summary>
    Crashed,

    /// <summary>Somebody ended the worker from outside.</summary>
    Killed,

    /// <summary>The worker was ended after its time was up.</summary>
    TimedOut,
}

/// <summary>The host's end of a worker process. One job at a time.</summary>
internal sealed class Worker : IDisposable
{
    // A process that is gone already, or was killed: this only waits for the news to come through.
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(5);

    // .NET and libLLVM load in 0.1 s; a machine may be very busy.
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ErrorTail _errors;

    private Worker(Process process)
    {
        _process = process;
        ProcessId = process.Id;
        _errors = new ErrorTail(process.StandardError);
    }

    /// <summary>The libLLVM that it was started for.</summary>
    public required LlvmLibrary LlvmLibrary { get; init; }

    /// <summary>Whether that was still the file at its path after it was loaded, and so is what was loaded.</summary>
    public bool HasLoadedItsFile { get; private set; }

    /// <summary>Its process, for those who watch it.</summary>
    public int ProcessId { get; }

    /// <summary>What it said at its start.</summary>
    public WorkerHello Hello { get; private set; } = new("", "");

    /// <summary>Whether its process is there.</summary>
    public bool IsAlive
    {
        get
        {
            try
            {
                return !_process.HasExited;
            }
            catch (InvalidOperationException)
            {
                return false; // Another thread has just disposed of it.
            }
        }
    }

    /// <summary>Its resident memory in bytes.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? 0 : _process.WorkingSet64;
        }
    }

    /// <summary>Starts one and waits until it is ready.</summary>
    /// <param name="engine">Path of Graft.Engine.dll, or of a program that is its own worker.</param>
    /// <param name="llvm">Its libLLVM.</param>
    /// <param name="cancellationToken">Ends the process again.</param>
    public static async Task<Worker> StartAsync(string engine, LlvmLibrary llvm, CancellationToken cancellationToken)
    {
        bool isAssembly = engine.EndsWith(".dll", StringComparison.Ordinal);
        var start = new ProcessStartInfo(
            isAssembly ? DotnetCommand.Find() : engine,
            isAssembly ? ["exec", engine, "worker", llvm.Path] : ["worker", llvm.Path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        };
        // A worker that is killed cannot remove its diagnostics socket from the temp folder: it shall have none.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        var worker = new Worker(Process.Start(start)!) { LlvmLibrary = llvm };
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(StartLimit);
            var frame = await WorkerFrame.ReadAsync(worker._process.StandardOutput.BaseStream, limit.Token).ConfigureAwait(false);
            worker.Hello = frame is { Kind: WorkerFrameKind.Hello, Payload: var payload }
                ? WorkerMessages.DecodeHello(payload)
                : new WorkerHello("", $"a worker did not start: {await worker.ReadErrorsAsync().ConfigureAwait(false)}");
            worker.HasLoadedItsFile = llvm.File.IsCurrent;
            return worker;
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    /// <summary>Has jobs done, one after the other.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="limit">How long each may take.</param>
    /// <param name="cancellationToken">Gives up; then the process is gone.</param>
    /// <returns>
    /// The replies; if there are fewer than jobs, the first without a reply is the one that ended the process, for the reason that is
    /// given in words.
    /// </returns>
    public async Task<(WorkerOutcome Outcome, IReadOnlyList<CompileReply> Replies, string Reason)> RunAsync(
        IReadOnlyList<CompileJob> jobs, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(limit);
        _errors.Clear();
        List<CompileReply> replies = new(jobs.Count);
        var sending = SendAsync(jobs, time.Token);
        try
        {
            while (replies.Count < jobs.Count)
            {
                var frame = await WorkerFrame.ReadAsync(_process.StandardOutput.BaseStream, time.Token).ConfigureAwait(false);
                if (frame is { Kind: WorkerFrameKind.Fatal, Payload: var reason })
                    return (WorkerOutcome.Crashed, replies, Encoding.UTF8.GetString(reason));
                if (frame is not { Kind: WorkerFrameKind.Reply, Payload: var reply })
                    break;
                replies.Add(WorkerMessages.DecodeReply(reply));
                time.CancelAfter(limit);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Kill();
            return (WorkerOutcome.TimedOut, replies, "");
        }
        catch (OperationCanceledException)
        {
            Kill();
            throw;
        }
        catch (IOException)
        {
            // The pipe broke: its exit status says why.
        }
        finally
        {
            await sending.ConfigureAwait(false);
        }

        if (replies.Count == jobs.Count)
            return (WorkerOutcome.Replied, replies, "");
        cancellationToken.ThrowIfCancellationRequested();
        var (outcome, text) = await ExplainDeathAsync().ConfigureAwait(false);
        return (outcome, replies, text);
    }

    /// <summary>Ends the process, whatever it does.</summary>
    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    /// <summary>Sends jobs while replies are read: the worker takes them in at any time.</summary>
    private async Task SendAsync(IReadOnlyList<CompileJob> jobs, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var job in jobs)
            {
                await WorkerFrame.WriteAsync(
                    _process.StandardInput.BaseStream, WorkerFrameKind.Job, WorkerMessages.Encode(job), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Who reads the replies finds out why.
        }
    }

    private void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It is gone.
        }
    }

    private async Task<(WorkerOutcome Outcome, string Reason)> ExplainDeathAsync()
    {
        string errors = await ReadErrorsAsync().ConfigureAwait(false);
        if (!_process.WaitForExit(ExitLimit))
            Kill();
        var signal = ExitSignal.Of(_process);
        string reason = string.Join("; ", new[] { signal.Text, errors }.Where(text => text.Length > 0));
        return (signal.IsFromOutside ? WorkerOutcome.Killed : WorkerOutcome.Crashed, reason);
    }

    private async Task<string> ReadErrorsAsync()
    {
        await _errors.EndAsync(ExitLimit).ConfigureAwait(false);
        return _errors.ToString();
    }
}
