using System.Globalization;
using Graft.Bench;

switch (args)
{
    case ["link", string objects, string llvm, string runs]:
        return LinkBenchmark.Run(objects, llvm, int.Parse(runs, CultureInfo.InvariantCulture));
    case ["load", string runtime, .. var inputs]:
        return GraftLink.Load(runtime, inputs).Succeeded ? 0 : 1;
    case ["serve"]:
        return RuntimeServer.Serve();
    default:
        Console.Error.WriteLine("usage: bench/run.sh link [runs]");
        return 2;
}
