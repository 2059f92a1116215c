using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft.Dummy;

/// <summary>
/// A runtime whose module code faults. Per line of stdin one command, one line of answer:
/// <code>
/// guard F [ARGUMENT]   calls F under a guard
/// call F               calls F without one, on the main thread
/// thread F             calls F without one, on a thread of its own, and goes on
/// through F            a guarded call of F, which calls managed code ("into_managed"), which calls "fault"
/// storm F THREADS N    N guarded calls of F on each of some threads, beside garbage collections and managed exceptions
/// null, divide         a NullReferenceException, a DivideByZeroException
/// faults               how many there were, and the newest
/// native F ARGUMENT    calls a function of the native library that was loaded before the runtime was made
/// </code>
/// </summary>
internal static unsafe class FaultUser
{
    private static readonly TimeSpan EventLimit = TimeSpan.FromSeconds(10);

    /// <summary>Serves commands to the end of its input.</summary>
    /// <param name="name">The runtime's name.</param>
    /// <param name="onFault">What it does.</param>
    /// <param name="library">A library to load before; null for none. Its <c>install</c> is called.</param>
    public static int Run(string name, OnFault onFault, string? library)
    {
        nint native = library is null ? 0 : NativeLibrary.Load(library);
        if (native != 0)
            ((delegate* unmanaged[Cdecl]<void>)NativeLibrary.GetExport(native, "install"))();
        using var runtime = Runtime.Create(name, new RuntimeOptions { ArenaSize = 64 * 1024 * 1024, OnFault = onFault });
        int events = 0;
        runtime.Faulted += (_, _) => Interlocked.Increment(ref events);
        Action callback = () => Call(runtime, "fault");
        runtime.Export("into_managed", Marshal.GetFunctionPointerForDelegate(callback));
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } line)
        {
            Console.WriteLine(line.Split(' ') switch
            {
                ["guard" or "through", var function] => Guard(runtime, function, 0),
                ["guard", var function, var argument] => Guard(runtime, function, nint.Parse(argument, CultureInfo.InvariantCulture)),
                ["call", var function] => Call(runtime, function).ToString(CultureInfo.InvariantCulture),
                ["thread", var function] => StartThread(runtime, function),
                ["storm", var function, var threads, var count] => Storm(
                    runtime, function, int.Parse(threads, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture)),
                ["null"] => Try(() => Length(null)),
                ["divide"] => Try(() => Divide(1, 0)),
                ["faults"] => Faults(runtime, ref events),
                ["native", var function, var argument] =>
                    ((delegate* unmanaged[Cdecl]<nint, long>)NativeLibrary.GetExport(native, function))(nint.Parse(argument, CultureInfo.InvariantCulture))
                    .ToString(CultureInfo.InvariantCulture),
                _ => "what?",
            });
        }

        GC.KeepAlive(callback);
        return 0;
    }

    private static string Guard(Runtime runtime, string function, nint argument) =>
        runtime.Guard(runtime.GetFunctionPointer(function), argument) is { } fault ? $"{fault.Outcome} {fault.Message}" : "ok";

    private static long Call(Runtime runtime, string function) => ((delegate* unmanaged[Cdecl]<long>)runtime.GetFunctionPointer(function))();

    private static string StartThread(Runtime runtime, string function)
    {
        new Thread(() => Call(runtime, function)) { IsBackground = true, Name = "faulty" }.Start();
        return "started";
    }

    private static string Storm(Runtime runtime, string function, int threads, int count)
    {
        using var stop = new CancellationTokenSource();
        int exceptions = 0;
        var others = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                if (Try(() => Length(null)) == nameof(NullReferenceException))
                    exceptions++;
                GC.Collect();
                Thread.Sleep(1);
            }
        });
        others.Start();
        int faults = 0;
        var callers = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            nint pointer = runtime.GetFunctionPointer(function);
            for (int i = 0; i < count; i++)
            {
                if (runtime.Guard(pointer) is { Outcome: FaultOutcome.Returned })
                    Interlocked.Increment(ref faults);
            }
        })).ToList();
        callers.ForEach(caller => caller.Start());
        callers.ForEach(caller => caller.Join());
        stop.Cancel();
        others.Join();
        return $"faults {faults} exceptions {(exceptions > 0 ? "some" : "none")}";
    }

    private static string Faults(Runtime runtime, ref int events)
    {
        // An event is raised before the thread goes on, unless its handlers take long.
        var faults = runtime.GetFaults();
        long deadline = Environment.TickCount64 + (long)EventLimit.TotalMilliseconds;
        while (Volatile.Read(ref events) < faults.Count && Environment.TickCount64 < deadline)
            Thread.Sleep(1);
        return faults.Count == 0 ? "0" : $"{Volatile.Read(ref events)} {faults[^1].Outcome} {faults[^1].TakenBack} {faults[^1].Message}";
    }

    private static string Try(Action action)
    {
        try
        {
            action();
            return "nothing";
        }
#pragma warning disable CA1031 // Which one it is, is the answer.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e.GetType().Name;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Length(string? text) => text!.Length;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Divide(int a, int b) => a / b;
}
