using Graft.Bench;
using Graft.Bench.Linkers;
using Graft.Bench.Measuring;
using Graft.Exec;

switch (args)
{
    case ["link", .. var rest] when BenchmarkOptions.Parse(rest) is { } options:
        return LinkBenchmark.Run(options);
    case ["edit", .. var rest] when BenchmarkOptions.Parse(rest) is { } options:
        return await EditBenchmark.RunAsync(options).ConfigureAwait(false);

    case ["calls", .. var rest] when BenchmarkOptions.Parse(rest) is { } options:
        return await CallsBenchmark.RunAsync(options).ConfigureAwait(false);

    case ["storm", .. var rest] when BenchmarkOptions.Parse(rest) is { } options:
        return StormBenchmark.Run(options);

    // What the benchmark starts processes of its own for.
    case ["serve"]:
        return RuntimeServer.Serve();
    case ["load", var runtime, .. var files]:
        return GraftCold.Serve(runtime, files);
    case ["memory", var warm, var warmUps, var measured, .. var files]:
        return HostMemory.Serve(warm, warmUps, measured, files);

    case ["exec", .. var rest]:
        return ExecCommand.Run(rest);

    default:
        Console.Error.WriteLine("usage: see bench/run.sh");
        return 2;
}
