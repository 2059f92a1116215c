using System.Globalization;
using Graft.Protocol;

namespace Graft.Engine.Host;

/// <summary>
/// What a host did, for whoever looks for a defect: a file in the user's folder, written only if <c>GRAFT_LOG=1</c>
/// when the host starts. Never an error. Thread-safe.
/// </summary>
internal sealed class HostLog : IDisposable
{
    private const string Variable = "GRAFT_LOG";

    // Enough for days of builds; the one before is kept, so at most twice this lies on the disk.
    private const long MaximumSize = 4 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly StreamWriter? _writer;

    private HostLog(StreamWriter? writer) => _writer = writer;

    /// <summary>Opens the log if it is wanted.</summary>
    public static HostLog Open()
    {
        if (Environment.GetEnvironmentVariable(Variable) != "1")
            return new(null);
        try
        {
            string path = Path.Combine(UserFolder.Get(), "host.log");
            if (new FileInfo(path) is { Exists: true, Length: > MaximumSize })
                File.Move(path, path + ".old", overwrite: true);
            return new(new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) { AutoFlush = true });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or GraftException)
        {
            return new(null);
        }
    }

    /// <summary>Adds a line.</summary>
    public void Write(string message)
    {
        if (_writer is null)
            return;
        lock (_gate)
        {
            if (_writer.BaseStream.Position < MaximumSize)
                _writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:O} {Environment.ProcessId} {message}"));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writer?.Dispose();
}
