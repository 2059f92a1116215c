namespace Graft.Bench.Linkers;

/// <summary>The programs that are compared, and those that prepare their input; a peer that is not installed is null.</summary>
/// <param name="Version">LLVM's major version.</param>
internal sealed record Tools(int Version)
{
    /// <summary>llvm-mc.</summary>
    public string Assembler { get; } = $"llvm-mc-{Version}";

    /// <summary>clang.</summary>
    public string Clang { get; } = $"clang-{Version}";

    /// <summary>llvm-nm.</summary>
    public string Names { get; } = $"llvm-nm-{Version}";

    /// <summary>llvm-jitlink.</summary>
    public string? JitLink { get; } = Find($"llvm-jitlink-{Version}");

    /// <summary>The process into which llvm-jitlink links out of process.</summary>
    public string? JitLinkExecutor { get; } = Find($"llvm-jitlink-executor-{Version}");

    /// <summary>ld.lld.</summary>
    public string? Lld { get; } = Find($"ld.lld-{Version}");

    /// <summary>mold.</summary>
    public string? Mold { get; } = Find("mold");

    /// <summary>What cannot be compared with.</summary>
    public IEnumerable<string> Missing()
    {
        if (JitLink is null)
            yield return $"llvm-jitlink (package llvm-{Version})";
        if (JitLinkExecutor is null)
            yield return $"llvm-jitlink-executor (package llvm-{Version})";
        if (Lld is null)
            yield return $"ld.lld (package lld-{Version})";
        if (Mold is null)
            yield return "mold (package mold)";
    }

    private static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
