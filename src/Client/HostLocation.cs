using System.IO.Hashing;
using System.Reflection;
using System.Text;

namespace Graft.Client;

/// <summary>
/// Where an engine lies and which one it is. Two locations are equal if they name the same file; whether a running host
/// was started from the same engine is a matter of <see cref="GetVersion"/>. Immutable.
/// </summary>
/// <param name="EngineAssembly">Absolute path of <c>Graft.Engine.dll</c>.</param>
public sealed record HostLocation(string EngineAssembly)
{
    /// <summary>The environment variable that names another <c>Graft.Engine.dll</c>.</summary>
    public const string Variable = "GRAFT_ENGINE";

    private const string EngineName = "Graft.Engine.dll";

    /// <summary>Graft's own assemblies of an engine: a change of any of them makes it another engine.</summary>
    private static readonly string[] Parts = [EngineName, "Graft.Client.dll", "Graft.Protocol.dll", "Graft.Runtime.dll"];

    /// <summary>
    /// The engine that belongs to this client: <c>GRAFT_ENGINE</c> if set, else the one in the folder <c>engine</c>
    /// beside this assembly (a package), else the one in the same folder (the command line, a test).
    /// </summary>
    public static HostLocation Default
    {
        get
        {
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen)
                return new(Path.GetFullPath(chosen));
            string folder = Path.GetDirectoryName(typeof(HostLocation).Assembly.Location) is { Length: > 0 } own
                ? own
                : AppContext.BaseDirectory;
            string packaged = Path.Combine(folder, "engine", EngineName);
            return new(File.Exists(packaged) ? packaged : Path.Combine(folder, EngineName));
        }
    }

    /// <summary>The folder it lies in.</summary>
    public string Folder => Path.GetDirectoryName(EngineAssembly) ?? "";

    /// <summary>
    /// The tool's version with a digest of the engine's content: a host of another version, or of the same version built
    /// from other sources, is never talked to. Reads the engine's assemblies, about a millisecond.
    /// </summary>
    /// <exception cref="IOException">The engine is not there or cannot be read.</exception>
    public string GetVersion()
    {
        var hash = new XxHash128();
        foreach (string part in Parts)
        {
            hash.Append(Encoding.UTF8.GetBytes(part));
            hash.Append(File.ReadAllBytes(Path.Combine(Folder, part)));
        }

        string tool = typeof(HostLocation).Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()?.Version ?? "0";
        return $"{tool}-{Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }
}
