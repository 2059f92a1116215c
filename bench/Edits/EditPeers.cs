using System.Diagnostics;
using Graft.Bench.Linkers;
using Graft.Bench.Sets;

namespace Graft.Bench.Edits;

/// <summary>What others do after an edit: compile the whole text again, link all of it, open or run the result.</summary>
internal sealed class EditPeers(Tools tools, RuntimeServer server, string folder)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Compiles once, then links with each peer.</summary>
    /// <returns>Seconds from the saved text on, by peer.</returns>
    public IEnumerable<(string Peer, double Seconds)> Run(ReadOnlyMemory<byte> text)
    {
        string source = Path.Combine(folder, "peer.ll"), output = Path.Combine(folder, "peer.o");
        File.WriteAllBytes(source, text.Span);
        long start = Stopwatch.GetTimestamp();
        ToolProcess.Require(tools.Clang, ["-c", "-w", "-O1", "-fPIC", "-ffunction-sections", "-fdata-sections", source, "-o", output]);
        double compiling = Stopwatch.GetElapsedTime(start).TotalSeconds;
        yield return ("clang alone", compiling);

        var set = new ObjectSet("edited", [output]);
        List<(string Name, ILinker Linker)> peers = [];
        if (tools.Lld is { } lld)
            peers.Add(("clang + ld.lld -shared + dlopen", new SharedLibrary("ld.lld", lld, set, folder, server)));
        if (tools.JitLink is not null)
            peers.Add(("clang + llvm-jitlink", JitLink.InProcess(tools, set, folder)));
        foreach (var (name, linker) in peers)
        {
            if (linker.Run(Limit) is { Failure: null } run)
                yield return (name, compiling + run.Seconds[^1]);
        }
    }
}
