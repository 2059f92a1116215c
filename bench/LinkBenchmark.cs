using Graft.Bench.Linkers;
using Graft.Bench.Measuring;
using Graft.Bench.Report;
using Graft.Bench.Sets;

namespace Graft.Bench;

/// <summary>Times and memory of all linkers on all sets: measure, print, write.</summary>
internal sealed class LinkBenchmark : IDisposable
{
    private readonly BenchmarkOptions _options;
    private readonly LinkEffort _effort;
    private readonly string _objects;
    private readonly Tools _tools;
    private readonly GeneratedSets _generated;
    private readonly RuntimeServer _server = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("graft-bench-").FullName;
    private readonly List<CaseResult> _results = [];

    private LinkBenchmark(BenchmarkOptions options)
    {
        _options = options;
        _effort = new LinkEffort(options.IsQuick);
        _objects = Path.Combine(options.Output, "objects");
        _tools = new Tools(options.Llvm);
        _generated = new GeneratedSets(_objects, _tools.Assembler);
    }

    /// <summary>Runs the benchmark.</summary>
    public static int Run(BenchmarkOptions options)
    {
        using var benchmark = new LinkBenchmark(options);
        return benchmark.Run();
    }

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private int Run()
    {
        foreach (string missing in _tools.Missing())
            Console.WriteLine($"Not compared, because it is not installed: {missing}");
        var warmUp = _generated.OneObject(CallGraph.All[0], 500);
        for (int i = 0; i < LinkEffort.WarmUps; i++)
            GraftLoad.Run(_server.Renew(), warmUp.Files);

        foreach (var set in LibrarySets())
        {
            for (int i = 0; i < LinkEffort.LibraryWarmUps; i++)
                GraftLoad.Run(_server.Renew(), set.Files);
            var result = Measure(set, _effort.Libraries, static _ => true);
            MarkdownReport.WriteLibrary(Console.Out, result);
            _results.Add(result);
        }

        foreach (var graph in CallGraph.All.Where(graph => _options.Wants(graph.Name)))
            MarkdownReport.WriteShape(Console.Out, MeasureShape(graph));
        Targets.Write(Console.Out, _results);
        LinkReport.Write(_options, _tools, _results);
        return _results.All(result => result.Figures[0].Median is not null) ? 0 : 1;

        CaseResult Measure(ObjectSet set, Effort effort, Predicate<string> isWanted)
        {
            string folder = Directory.CreateDirectory(Path.Combine(_folder, set.Name)).FullName;
            var linkers = Linkers(set, folder).Where(linker => isWanted(linker.Figures[^1])).ToList();
            var figures = Rounds.Run(linkers, effort).SelectMany(static result => result.Figures).ToList();
            return new(set, figures, HostMemory.Measure(_server, [warmUp, .. SmallPrograms(except: set)], set));
        }

        List<CaseResult> MeasureShape(CallGraph graph)
        {
            List<CaseResult> results = [];
            HashSet<string> lost = [];
            foreach (int functions in _effort.Functions)
            {
                var result = Measure(_generated.OneObject(graph, functions), _effort.Shapes, name => !lost.Contains(name));
                lost.UnionWith(result.Figures.Where(static figure => figure.Failure is not null).Select(static figure => figure.Linker));
                results.Add(result with { Shape = graph, Functions = functions });
            }

            _results.AddRange(results);
            return results;
        }
    }

    private IEnumerable<ObjectSet> LibrarySets()
    {
        foreach (string name in (string[])["lua", "sqlite", "leveldb"])
        {
            if (_options.Wants(name))
                yield return ObjectSet.InFolder(name, Path.Combine(_objects, name));
        }

        if (_options.Wants("100"))
            yield return _generated.Library(objects: 100, functions: 150);
        if (_options.Wants("1000"))
            yield return _generated.Library(objects: 1000, functions: 40);
    }

    /// <summary>One in C++ and one in C, as far as they have been built.</summary>
    private IEnumerable<ObjectSet> SmallPrograms(ObjectSet except) => ((string[])["leveldb", "lua"])
        .Where(name => name != except.Name && Directory.Exists(Path.Combine(_objects, name)))
        .Select(name => ObjectSet.InFolder(name, Path.Combine(_objects, name)));

    private IEnumerable<ILinker> Linkers(ObjectSet set, string folder)
    {
        yield return new GraftWarm(set, _server);
        if (_options.WantsPeer("cold"))
            yield return new GraftCold(set, _server);
        bool wantsJitLink = _options.WantsPeer("llvm-jitlink");
        if (wantsJitLink && _tools.JitLink is not null)
            yield return JitLink.InProcess(_tools, set, folder);
        if (wantsJitLink && _tools is { JitLink: not null, JitLinkExecutor: not null })
            yield return JitLink.OutOfProcess(_tools, set, folder);
        if (_options.WantsPeer("ld.lld") && _tools.Lld is { } lld)
            yield return new SharedLibrary("ld.lld", lld, set, folder, _server);
        if (_options.WantsPeer("mold") && _tools.Mold is { } mold)
            yield return new SharedLibrary("mold", mold, set, folder, _server);
    }
}
