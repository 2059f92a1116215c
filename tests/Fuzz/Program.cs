using System.Diagnostics;
using Graft.Fuzz;

if (FuzzOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine("usage: Graft.Fuzz [--seconds N] [--seed S] [--case C] [--output FOLDER]");
    return 2;
}

string folder = Directory.CreateTempSubdirectory("graft-fuzz-").FullName;
try
{
    var log = new FailureLog(options);
    using var cases = new FuzzCase(SeedFiles.Make(folder), Path.Combine(folder, "damaged.a"));
    var clock = Stopwatch.StartNew();
    long count = new FuzzLoop(options, cases, log).Run();
    Console.WriteLine(
        $"fuzz: {count} cases, {count / clock.Elapsed.TotalSeconds:F0} in a second, {cases.Linked} linked, {cases.Merged} merged, {log.Count} kinds of failure (--seed {options.Seed})");
    return log.Count == 0 ? 0 : 1;
}
finally
{
    Directory.Delete(folder, recursive: true);
}
