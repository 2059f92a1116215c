using System.Globalization;
using Graft.Bench.Linkers;
using Graft.Bench.Sets;
using Graft.Protocol;

namespace Graft.Bench.Measuring;

/// <summary>What a link adds to a host that is idle until then.</summary>
/// <param name="Growth">Greatest resident size during the link less that before, in bytes.</param>
/// <param name="Arena">Bytes of the runtime's arena among them, which the host writes through a mapping.</param>
internal readonly record struct HostMemory(long Growth, long Arena)
{
    private const char Separator = '\n', ListEnd = '\t';

    /// <summary>How often each small set is linked.</summary>
    private const int WarmUps = 3;

    /// <summary>The growth as a part of what it may be: one and a half times the objects, and the arena.</summary>
    public double PartOfBound(ObjectSet set) => Growth / (1.5 * set.Bytes + Arena);

    /// <summary>Links in a process of its own, which has linked small sets before: what the linker's own code takes is there already.</summary>
    /// <returns>Null if a link failed.</returns>
    public static HostMemory? Measure(RuntimeServer server, IEnumerable<ObjectSet> warmUps, ObjectSet set)
    {
        string warm = server.Renew(), measured = server.Add();
        string lists = string.Join(ListEnd, warmUps.Select(warmUp => string.Join(Separator, warmUp.Files)));
        var run = ToolProcess.Run(Environment.ProcessPath!,
            [typeof(HostMemory).Assembly.Location, "memory", warm, lists, measured, .. set.Files], TimeSpan.FromMinutes(1));
        return run.ExitCode == 0 && run.Output.Trim().Split(' ') is [var growth, var arena]
            ? new(long.Parse(growth, CultureInfo.InvariantCulture), long.Parse(arena, CultureInfo.InvariantCulture))
            : null;
    }

    /// <summary>What that process does.</summary>
    public static int Serve(string warm, string warmUps, string measured, string[] files)
    {
        string[][] lists = [.. warmUps.Split(ListEnd).Select(list => list.Split(Separator))];
        for (int i = 0; i < lists.Length * WarmUps; i++)
            GraftLoad.Run(warm, lists[i % lists.Length]);
        GC.Collect();
        using var agent = new SlabWatch(AgentConnection.Connect(measured));
        long before = ReadStatus("VmRSS:");
        File.WriteAllText("/proc/self/clear_refs", "5"); // the peak starts anew, see proc(5)
        if (GraftLoad.Run(agent, measured, files) is { } failure)
        {
            Console.Error.WriteLine(failure);
            return 1;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ReadStatus("VmHWM:") - before} {agent.Reserved}"));
        return 0;
    }

    private static long ReadStatus(string field)
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return 1024 * long.Parse(line.AsSpan(field.Length).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture);
    }

    /// <summary>Passes everything on, and adds up what is reserved.</summary>
    private sealed class SlabWatch(IAgent agent) : IAgent
    {
        public long Reserved { get; private set; }

        public ModuleState OpenModule(string module) => agent.OpenModule(module);

        public bool IsElsewhere => agent.IsElsewhere;

        public ISpareWork? SpareWork
        {
            get => agent.SpareWork;
            set => agent.SpareWork = value;
        }

        public void Define(ResolveRequest request) => agent.Define(request);

        public ResolveReply Resolve(ResolveRequest request) => agent.Resolve(request);

        public ISlab Reserve(SlabSize size)
        {
            Reserved += (long)(size.Code + size.ReadOnly + size.Data);
            return agent.Reserve(size);
        }

        public bool TakesLateDigests => agent.TakesLateDigests;

        public CommitReply Commit(CommitRequest request) => agent.Commit(request);

        public void SetDigests(FlatList<ulong> digests) => agent.SetDigests(digests);

        public void Dispose() => agent.Dispose();
    }
}
