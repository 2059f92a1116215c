using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Graft.Protocol;

namespace Graft.Engine.Compile;

/// <summary>How a <see cref="WorkerPool"/> works.</summary>
public sealed record WorkerPoolOptions
{
    /// <summary>
    /// Path of Graft.Engine.dll, with its runtime configuration beside it; or of a program that was compiled ahead of time, and
    /// takes <c>worker</c> as that does.
    /// </summary>
    public string Engine { get; init; } = FindEngine();

    /// <summary>How many workers there are at most, from 1.</summary>
    public int Limit { get; init; } = Environment.ProcessorCount;

    /// <summary>How long a job may take; SQLite in one file takes 20 s at -O2.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(120);

    // Compiled ahead of time there is no assembly, but then the program itself is its worker.
    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "The place is asked for only where there is one.")]
    private static string FindEngine() =>
        RuntimeFeature.IsDynamicCodeSupported ? typeof(WorkerPoolOptions).Assembly.Location : Environment.ProcessPath!;
}

/// <summary>
/// Compiles in child processes: started when needed, kept, and started anew when an input takes one down, which costs
/// nothing but that input. Thread-safe. Disposing ends the processes; they also end with this one.
/// </summary>
public sealed class WorkerPool(WorkerPoolOptions options) : IAsyncDisposable
{
    // An input that takes two workers down is to blame, also when it looks like somebody else's doing.
    private const int Attempts = 2;

    // In bytes: one huge input must not hold memory for as long as the host lives. A usual worker has a tenth of it.
    private const long KeptSize = 1L << 30;

    // In bytes of IR: smaller jobs cannot have made a worker that large, and to ask for its size takes as long as a small function.
    private const int SmallJob = 1 << 20;

    private readonly SemaphoreSlim _slots = new(options.Limit);
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<Worker, bool> _workers = new();
    private readonly Lock _idleLock = new();
    private readonly List<Worker> _idle = [];

    /// <summary>A pool with as many workers as there are processors.</summary>
    public WorkerPool()
        : this(new WorkerPoolOptions())
    {
    }

    /// <summary>How many workers are alive.</summary>
    public int Alive => _workers.Keys.Count(worker => worker.IsAlive);

    /// <summary>Version of libLLVM in the workers; empty until one has started.</summary>
    public string LlvmVersion { get; private set; } = "";

    /// <summary>The workers' processes.</summary>
    public IReadOnlyList<int> ProcessIds => [.. _workers.Keys.Where(worker => worker.IsAlive).Select(worker => worker.ProcessId)];

    /// <summary>How long one compilation may take.</summary>
    public TimeSpan TimeLimit => options.TimeLimit;

    /// <summary>How many jobs may run at once.</summary>
    public int Limit => options.Limit;

    /// <summary>Compiles one input with the libLLVM that is found now. Cancelling ends the worker that is on it.</summary>
    /// <param name="job">The input.</param>
    /// <param name="llvmLibrary">Path of libLLVM; empty for the newest.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<CompileReply> CompileAsync(CompileJob job, string llvmLibrary, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(llvmLibrary);
        if (LlvmLibrary.Find(llvmLibrary) is { } llvm)
            return await CompileAsync(job, llvm, cancellationToken).ConfigureAwait(false);
        string missing = llvmLibrary.Length > 0 ? $"there is no '{llvmLibrary}'" : "libLLVM was not found";
        return CompileReply.Failed(DiagnosticCatalog.ToolchainMissing.At($"{missing}; {LlvmLibrary.Remedy}", job.Path));
    }

    /// <summary>Compiles one input. Cancelling ends the worker that is on it.</summary>
    /// <param name="job">The input.</param>
    /// <param name="llvm">The libLLVM to do it: that very file, and no other that has come to its place since.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<CompileReply> CompileAsync(CompileJob job, LlvmLibrary llvm, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        return IsBlank(job.Ir.Span)
            ? CompileReply.Failed(DiagnosticCatalog.EmptyInput.At("the file holds no IR; remove it from the project or fill it", job.Path))
            : (await CompileAsync([job], llvm, cancellationToken).ConfigureAwait(false))[0];
    }

    /// <summary>Compiles several inputs, one after the other in one worker: many small ones need no round trip each.</summary>
    /// <param name="jobs">The inputs.</param>
    /// <param name="llvm">The libLLVM to do it: that very file, and no other that has come to its place since.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Replies in the order of the jobs, up to the first that took its worker down; its reply says so.</returns>
    public async Task<IReadOnlyList<CompileReply>> CompileAsync(
        IReadOnlyList<CompileJob> jobs, LlvmLibrary llvm, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentNullException.ThrowIfNull(llvm);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        await _slots.WaitAsync(giveUp.Token).ConfigureAwait(false);
        try
        {
            for (int attempt = 1; ; attempt++)
            {
                var (replies, mayRetry) = await TryCompileAsync(jobs, llvm, giveUp.Token).ConfigureAwait(false);
                if (!mayRetry || attempt == Attempts)
                    return replies;
            }
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Ends the workers; jobs that are under way are cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        // The source and the slots stay undisposed: jobs may still be on their way out, and neither holds a handle.
        await _closing.CancelAsync().ConfigureAwait(false);
        foreach (var worker in _workers.Keys)
            Discard(worker);
    }

    private async Task<(IReadOnlyList<CompileReply> Replies, bool MayRetry)> TryCompileAsync(
        IReadOnlyList<CompileJob> jobs, LlvmLibrary llvm, CancellationToken cancellationToken)
    {
        var worker = await TakeAsync(llvm, cancellationToken).ConfigureAwait(false);
        bool reusable = false;
        try
        {
            if (worker.Hello.LlvmVersion.Length == 0)
            {
                return ([CompileReply.Failed(DiagnosticCatalog.ToolchainMissing.At(
                    $"{worker.Hello.Error}; {LlvmLibrary.Remedy}", jobs[0].Path))], false);
            }

            if (!worker.HasLoadedItsFile)
            {
                return ([CompileReply.Failed(DiagnosticCatalog.ToolReplaced.At(
                    $"'{llvm.Path}' was replaced while the build ran; build again", jobs[0].Path))], false);
            }

            LlvmVersion = worker.Hello.LlvmVersion;
            var (outcome, replies, reason) = await worker.RunAsync(jobs, options.TimeLimit, cancellationToken).ConfigureAwait(false);
            reusable = outcome == WorkerOutcome.Replied && (jobs.All(static job => job.Ir.Length < SmallJob) || worker.WorkingSet < KeptSize);
            return outcome == WorkerOutcome.Replied
                ? (replies, false)
                : ([.. replies, CompileReply.Failed(Explain(jobs[replies.Count], outcome, reason))], outcome == WorkerOutcome.Killed);
        }
        finally
        {
            if (reusable)
                PutBack(worker);
            else
                Discard(worker);
        }
    }

    private Diagnostic Explain(CompileJob job, WorkerOutcome outcome, string reason) => outcome == WorkerOutcome.TimedOut
        ? DiagnosticCatalog.CompilerTimedOut.At(
            $"LLVM did not finish in {options.TimeLimit.TotalSeconds:0} s; split the file or lower the optimisation level", job.Path)
        : DiagnosticCatalog.CompilerCrashed.At(
            $"LLVM {LlvmVersion} crashed on this file, other files are not affected: {reason}", job.Path);

    private async Task<Worker> TakeAsync(LlvmLibrary llvm, CancellationToken cancellationToken)
    {
        Worker? superfluous = null;
        lock (_idleLock)
        {
            // They would go on with a file that is not there any more.
            foreach (var outdated in _idle.Where(worker => worker.LlvmLibrary.Path == llvm.Path && worker.LlvmLibrary.File != llvm.File))
                Discard(outdated);
            _idle.RemoveAll(worker => worker.LlvmLibrary.Path == llvm.Path && worker.LlvmLibrary.File != llvm.File);
            while (_idle.FindLastIndex(worker => worker.LlvmLibrary == llvm) is >= 0 and var index)
            {
                var worker = _idle[index];
                _idle.RemoveAt(index);
                if (worker.IsAlive)
                    return worker;
                Discard(worker);
            }

            // Workers with another libLLVM give way, so that there are never more than the limit.
            if (_idle.Count > 0 && _workers.Count >= options.Limit)
            {
                superfluous = _idle[0];
                _idle.RemoveAt(0);
            }
        }

        if (superfluous is not null)
            Discard(superfluous);
        var started = await Worker.StartAsync(options.Engine, llvm, cancellationToken).ConfigureAwait(false);
        _workers.TryAdd(started, true);
        return started;
    }

    private void PutBack(Worker worker)
    {
        lock (_idleLock)
            _idle.Add(worker);
    }

    private void Discard(Worker worker)
    {
        _workers.TryRemove(worker, out _);
        worker.Dispose();
    }

    private static bool IsBlank(ReadOnlySpan<byte> ir) => ir.IndexOfAnyExcept(" \t\r\n"u8) < 0;
}
