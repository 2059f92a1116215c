using Graft.Bench;
using Graft.Bench.Linkers;
using Graft.Bench.Measuring;

switch (args)
{
    case ["link", .. var rest] when BenchmarkOptions.Parse(rest) is { } options:
        return LinkBenchmark.Run(options);
    case ["edit", .. var rest] when BenchmarkOptions.Parse(rest) is { } options:
        return await EditBenchmark.RunAsync(options).ConfigureAwait(false);

    // What the benchmark starts processes of its own for.
    case ["serve"]:
        return RuntimeServer.Serve();
    case ["load", var runtime, .. var files]:
        return GraftCold.Serve(runtime, files);
    case ["memory", var warm, var warmUp, var measured, .. var files]:
        return HostMemory.Serve(warm, warmUp, measured, files);

    default:
        Console.Error.WriteLine("usage: see bench/run.sh");
        return 2;
}
