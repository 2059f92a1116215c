using Graft.Client;

namespace Graft.Dummy;

/// <summary>A process that uses an engine host, as a build does.</summary>
internal static class HostUser
{
    /// <summary>Opens an engine, prints its process and whether it is private, and leaves with the end of its input.</summary>
    public static async Task<int> RunAsync(string engine, bool isShared)
    {
        await using var host = await HostClient.OpenAsync(
            new HostOptions { Engine = new(engine), UseHost = isShared }, CancellationToken.None);
        Console.WriteLine($"{host.ProcessId} {(host.IsPrivate ? "private" : "shared")}");
        await Console.In.ReadLineAsync();
        return 0;
    }
}
