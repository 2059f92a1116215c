using System.Globalization;

namespace Graft.Engine.Host;

/// <summary>
/// What a host did, for whoever looks for a defect: a file beside its socket, so of one host at a time. Never an error.
/// Thread-safe.
/// </summary>
internal sealed class HostLog : IDisposable
{
    /// <summary>The environment variable that turns the log of a host that starts on, with the value 1.</summary>
    public const string Variable = "GRAFT_LOG";

    /// <summary>The greatest size in bytes: days of builds. The file before is kept, so at most twice this lies on the disk.</summary>
    public const long MaximumSize = 4 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly FileStream? _file;

    private HostLog(FileStream? file) => _file = file;

    /// <summary>Opens the log.</summary>
    /// <param name="path">The file; null for no log.</param>
    public static HostLog Open(string? path)
    {
        if (path is null)
            return new(null);
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaximumSize })
                File.Move(path, path + ".old", overwrite: true);
            return new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(null);
        }
    }

    /// <summary>Adds a line.</summary>
    public void Write(string message)
    {
        if (_file is null)
            return;
        string line = string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:O} {Environment.ProcessId} {message}\n");
        lock (_gate)
        {
            try
            {
                if (_file.Length < MaximumSize)
                    _file.Write(System.Text.Encoding.UTF8.GetBytes(line));
            }
            catch (IOException)
            {
                // A full disk must not cost a build.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
