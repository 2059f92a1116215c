using System.Runtime.CompilerServices;
using Graft.Client;

namespace Graft.Tests;

/// <summary>Tests and the processes that they start neither use nor fill the user's cache, unless they say so.</summary>
internal static class NoCache
{
    [ModuleInitializer]
    public static void Choose() => Environment.SetEnvironmentVariable(CacheChoice.Variable, CacheChoice.Off);
}
