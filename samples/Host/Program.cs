using System.Runtime.InteropServices;
using Graft;
using Graft.Samples.Host;

// A call of a function that is not there yet waits for it: the module may come whenever it likes.
var runtime = Runtime.Create("host", new() { LateBinding = LateBinding.Wait(Timeout.InfiniteTimeSpan) });
unsafe
{
    runtime.Export("say", (nint)(delegate* unmanaged[Cdecl]<byte*, void>)&Exports.Say);
}

runtime.Patched += (_, patch) => Console.WriteLine($"-- generation {patch.Commit.Generation} of {patch.Commit.Module}");
Console.WriteLine($"process {Environment.ProcessId} waits for a module with a function 'step':");
Console.WriteLine("dotnet build samples/Host/Module -p:GraftRuntime=host");

new Thread(() => Show(runtime)) { IsBackground = true }.Start();

// Not disposed of: the other thread may be inside the module's code until the process ends.
runtime.WaitForShutdown();

static void Show(Runtime runtime)
{
    // The same delegate for ever; it leads to whatever 'step' was built last.
    var step = runtime.GetFunction<Step>("step");
    while (true)
    {
        int position = step();
        long steps = runtime.GetData<long>("steps");
        Console.WriteLine($"step {steps,4} |{new string(' ', position)}o");
        Thread.Sleep(100);
    }
}

/// <summary>Type of the module's function.</summary>
internal delegate int Step();
