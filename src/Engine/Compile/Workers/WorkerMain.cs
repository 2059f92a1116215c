using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LLVMSharp.Interop;

namespace Graft.Engine.Compile;

/// <summary>
/// The worker process: jobs in on standard input, replies out on standard output, one at a time. It ends when its input
/// does, at once and amidst a job too: then its host is gone or wants it gone.
/// </summary>
internal static class WorkerMain
{
    /// <summary>Status of a worker that LLVM gave up in.</summary>
    public const int FatalStatus = 70;

    // LLVM recurses over what it reads: deep expressions need a deep stack. Pages that are not used cost nothing.
    private const int CompileStackSize = 256 << 20;

    private static FileStream? _output;

    /// <summary>Runs until standard input ends.</summary>
    /// <param name="arguments">Path of libLLVM, or nothing for the newest.</param>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        _output = WorkerSystem.TakeStandardOutput();
        WorkerSystem.LimitResources();
        string requested = arguments.IsEmpty ? "" : arguments[0];
        var thread = new Thread(() => CompileAll(requested), CompileStackSize) { IsBackground = true };
        thread.Start();
        thread.Join();
        return 0;
    }

    private static void CompileAll(string requested)
    {
        var compiler = Load(requested, out string error);
        Send(WorkerFrameKind.Hello, WorkerMessages.Encode(new WorkerHello(compiler?.Llvm.Version ?? "", error)));
        if (compiler is null)
            return;
        var jobs = new BlockingCollection<CompileJob>();
        _ = ReadJobsAsync(jobs);
        foreach (var job in jobs.GetConsumingEnumerable())
            Send(WorkerFrameKind.Reply, WorkerMessages.Encode(compiler.Compile(job)));
    }

    private static unsafe IrCompiler? Load(string requested, out string error)
    {
        if (LlvmLibrary.Find(requested) is not { } library)
        {
            error = requested.Length > 0 ? $"there is no '{requested}'" : "no libLLVM was found";
            return null;
        }

        if (LoadedLlvm.TryLoad(library, out error) is not { } llvm)
            return null;
        LLVM.InstallFatalErrorHandler(&OnFatalError);
        return new IrCompiler(llvm);
    }

    private static async Task ReadJobsAsync(BlockingCollection<CompileJob> jobs)
    {
        using var input = Console.OpenStandardInput();
        while (await WorkerFrame.ReadAsync(input, CancellationToken.None).ConfigureAwait(false) is { Kind: WorkerFrameKind.Job } frame)
            jobs.Add(WorkerMessages.DecodeJob(frame.Payload));
        WorkerSystem.Exit(0);
    }

    /// <summary>LLVM calls this instead of ending the process itself, and must not be returned to.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe void OnFatalError(sbyte* reason)
    {
        Send(WorkerFrameKind.Fatal, System.Text.Encoding.UTF8.GetBytes(LlvmText.Read(reason)));
        WorkerSystem.Exit(FatalStatus);
    }

    private static void Send(WorkerFrameKind kind, byte[] payload) => WorkerFrame.Write(_output!, kind, payload);
}
