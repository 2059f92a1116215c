using System.Globalization;

namespace Graft.Bench;

/// <summary>What all benchmarks are told: how thoroughly to measure, and where input and output are.</summary>
internal sealed record BenchmarkOptions
{
    /// <summary>Folder for reports and plots, and for what the benchmarks' input is made into.</summary>
    public required string Output { get; init; }

    /// <summary>Major version of LLVM's tools.</summary>
    public required int Llvm { get; init; }

    /// <summary>About two minutes instead of fifteen: fewer rounds, fewer sizes, sooner out of patience.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Graft alone: for work on it.</summary>
    public bool WithoutPeers { get; init; }

    /// <summary>Names of the peers to measure beside: ld.lld, mold, llvm-jitlink, cold; all if there is none.</summary>
    public IReadOnlyList<string> Peers { get; init; } = [];

    /// <summary>Names of what to measure; all if there is none.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Reads a command line.</summary>
    /// <returns>Null if it cannot be understood.</returns>
    public static BenchmarkOptions? Parse(ReadOnlySpan<string> arguments)
    {
        if (arguments is not [var output, var llvm, .. var rest])
            return null;
        var options = new BenchmarkOptions { Output = output, Llvm = int.Parse(llvm, CultureInfo.InvariantCulture) };
        foreach (string argument in rest)
        {
            if (argument == "--quick")
                options = options with { IsQuick = true };
            else if (argument == "--no-peers")
                options = options with { WithoutPeers = true };
            else if (argument.StartsWith("--only=", StringComparison.Ordinal))
                options = options with { Only = argument["--only=".Length..].Split(',') };
            else if (argument.StartsWith("--peers=", StringComparison.Ordinal))
                options = options with { Peers = argument["--peers=".Length..].Split(',') };
            else
                return null;
        }

        return options;
    }

    /// <summary>Whether something of this name is to be measured.</summary>
    public bool Wants(string name) => Only.Count == 0 || Only.Contains(name);

    /// <summary>Whether to measure beside a peer.</summary>
    public bool WantsPeer(string name) => !WithoutPeers && (Peers.Count == 0 || Peers.Contains(name));
}
