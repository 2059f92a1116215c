using System.Globalization;
using Graft.Bench.Measuring;

namespace Graft.Bench;

/// <summary>What to measure, how thoroughly, and where its input and output are.</summary>
internal sealed record LinkOptions
{
    /// <summary>Links before anything counts, so that the host's code is compiled as in a host that has worked for a while.</summary>
    public const int WarmUps = 60;

    /// <summary>Folder for the report and the plots.</summary>
    public required string Output { get; init; }

    /// <summary>Folder with a folder of objects for each set.</summary>
    public string Objects => Path.Combine(Output, "objects");

    /// <summary>Major version of LLVM's tools.</summary>
    public required int Llvm { get; init; }

    /// <summary>About two minutes instead of fifteen: fewer rounds, fewer sizes, sooner out of patience.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Graft in a warm host alone: for work on the linker.</summary>
    public bool WithoutPeers { get; init; }

    /// <summary>Names of sets and shapes to measure; all if there is none.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Effort for each library.</summary>
    public Effort Libraries => IsQuick
        ? new(MostRounds: 5, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8))
        : new(MostRounds: 15, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20));

    /// <summary>Effort for each size of each shape.</summary>
    public Effort Shapes => IsQuick
        ? new(MostRounds: 3, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3))
        : new(MostRounds: 7, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));

    /// <summary>How many functions a shape's objects have.</summary>
    public IReadOnlyList<int> Functions => IsQuick
        ? [500, 2000, 10_000, 100_000]
        : [500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];

    /// <summary>Reads a command line.</summary>
    /// <returns>Null if it cannot be understood.</returns>
    public static LinkOptions? Parse(ReadOnlySpan<string> arguments)
    {
        if (arguments is not [var output, var llvm, .. var rest])
            return null;
        var options = new LinkOptions { Output = output, Llvm = int.Parse(llvm, CultureInfo.InvariantCulture) };
        foreach (string argument in rest)
        {
            if (argument == "--quick")
                options = options with { IsQuick = true };
            else if (argument == "--no-peers")
                options = options with { WithoutPeers = true };
            else if (argument.StartsWith("--only=", StringComparison.Ordinal))
                options = options with { Only = argument["--only=".Length..].Split(',') };
            else
                return null;
        }

        return options;
    }

    /// <summary>Whether a set or shape is to be measured.</summary>
    public bool Wants(string name) => Only.Count == 0 || Only.Contains(name);
}
