using Graft.Bench.Edits;
using Graft.Bench.Linkers;
using Graft.Bench.Report;

namespace Graft.Bench;

/// <summary>Edits of one function of SQLite's IR, from saved to Ready, beside the peers' way from the same text.</summary>
internal sealed class EditBenchmark : IDisposable
{
    /// <summary>Edits before anything counts, so that code is compiled as in a host that has worked for a while.</summary>
    private const int WarmUps = 40;

    private readonly BenchmarkOptions _options;
    private readonly Tools _tools;
    private readonly RuntimeServer _server = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("graft-edit-").FullName;

    private EditBenchmark(BenchmarkOptions options)
    {
        _options = options;
        _tools = new Tools(options.Llvm);
    }

    private int Edits => _options.IsQuick ? 50 : 200;

    private int PeerEdits => _options.IsQuick ? 1 : 3;

    /// <summary>Runs the benchmark.</summary>
    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        using var benchmark = new EditBenchmark(options);
        return await benchmark.RunAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<int> RunAsync()
    {
        byte[] text = await File.ReadAllBytesAsync(Path.Combine(_options.Output, "edit", "sqlite3.ll")).ConfigureAwait(false);
        var edits = new FunctionEdits(text);
        var report = new EditReport(Console.Out, text.Length, edits.Functions);
        foreach (int level in (int[])[0, 1])
            report.AddFirst(await FirstBuilds.MeasureAsync(text, level, _folder).ConfigureAwait(false));
        var module = new EditedModule(_folder, _server.Renew());
        await using (module.ConfigureAwait(false))
        {
            report.AddFirst(await module.ApplyAsync(text).ConfigureAwait(false));
            for (int i = 0; i < WarmUps; i++)
                await module.ApplyAsync(edits.Next()).ConfigureAwait(false);
            for (int i = 0; i < Edits; i++)
                report.Add(await module.ApplyAsync(edits.Next()).ConfigureAwait(false));
        }

        var peers = new EditPeers(_tools, _server, _folder);
        for (int i = 0; i < PeerEdits && !_options.WithoutPeers; i++)
        {
            foreach (var (peer, seconds) in peers.Run(edits.Next()))
                report.AddPeer(peer, seconds * 1000);
        }

        report.Write();
        return 0;
    }
}
