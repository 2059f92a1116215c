using System.Runtime.InteropServices;

namespace Graft.Engine.Compile;

/// <summary>Finds the <c>dotnet</c> that runs this process, to start others of the same version with it.</summary>
internal static class DotnetHost
{
    /// <summary>Path of the executable; the runtime's folder is <c>ROOT/shared/Microsoft.NETCore.App/VERSION</c>.</summary>
    public static string Path
    {
        get
        {
            string root = System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
            string executable = System.IO.Path.Combine(root, "dotnet");
            return File.Exists(executable) ? executable : "dotnet";
        }
    }
}
