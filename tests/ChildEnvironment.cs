using System.Runtime.CompilerServices;
using Graft.Client;

namespace Graft.Tests;

/// <summary>What the processes that tests start find in their environment, unless a test says otherwise.</summary>
internal static class ChildEnvironment
{
    [ModuleInitializer]
    public static void Set()
    {
        // The user's cache is neither used nor filled.
        Environment.SetEnvironmentVariable(CacheChoice.Variable, CacheChoice.Off);

        // A .NET process that is killed leaves its diagnostics socket and pipes in the temp folder.
        Environment.SetEnvironmentVariable("DOTNET_EnableDiagnostics", "0");
    }
}
