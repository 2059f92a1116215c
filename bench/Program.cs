using Graft.Bench;
using Graft.Bench.Linkers;
using Graft.Bench.Measuring;

switch (args)
{
    case ["link", .. var rest] when LinkOptions.Parse(rest) is { } options:
        return LinkBenchmark.Run(options);

    // What the benchmark starts processes of its own for.
    case ["serve"]:
        return RuntimeServer.Serve();
    case ["load", var runtime, .. var files]:
        return GraftCold.Serve(runtime, files);
    case ["memory", var warm, var warmUp, var measured, .. var files]:
        return HostMemory.Serve(warm, warmUp, measured, files);

    default:
        Console.Error.WriteLine("usage: bench/run.sh link [--quick] [--no-peers] [--only=NAME,...]");
        return 2;
}
