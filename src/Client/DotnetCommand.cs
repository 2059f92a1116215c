using System.Diagnostics;
using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft.Client;

/// <summary>How an engine is run: by which <c>dotnet</c>, where, and with what environment.</summary>
internal static class DotnetCommand
{
    // What a build sets for its own children. A host outlives the build, and must not differ by who started it.
    private static readonly string[] BuildVariables = ["MSBUILD", "DOTNET_CLI_", "DOTNET_HOST_PATH", "DOTNET_STARTUP_HOOKS"];

    /// <summary>
    /// The <c>dotnet</c> that runs this process if there is one, so that the engine finds the same shared framework; else
    /// the one that the environment names.
    /// </summary>
    public static string Find()
    {
        // <root>/shared/Microsoft.NETCore.App/<version>/
        string root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        string own = Path.Combine(root, "dotnet");
        if (File.Exists(own))
            return own;
        if (Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path)
            return path;
        return Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } installed
            ? Path.Combine(installed, "dotnet")
            : "dotnet";
    }

    /// <summary>A start of a program in the engine's folder, without the build's own variables.</summary>
    public static ProcessStartInfo In(HostOptions options, string program)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = options.Engine.Folder, UseShellExecute = false };
        foreach (string name in start.Environment.Keys.Where(IsBuildVariable).ToArray())
            start.Environment.Remove(name);
        if (options.Home is { } home)
            start.Environment[UserFolder.Variable] = home;
        return start;
    }

    private static bool IsBuildVariable(string name) =>
        BuildVariables.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
