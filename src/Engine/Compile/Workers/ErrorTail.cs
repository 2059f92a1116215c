namespace Graft.Engine.Compile;

/// <summary>Reads what a process prints on standard error, so that it never blocks, and keeps the last lines for a report.</summary>
internal sealed class ErrorTail
{
    private const int LineLimit = 12;

    private readonly Queue<string> _lines = new();
    private readonly Task _reading;

    public ErrorTail(StreamReader stream) => _reading = ReadAsync(stream);

    /// <summary>Forgets what was printed before a new job.</summary>
    public void Clear()
    {
        lock (_lines)
            _lines.Clear();
    }

    /// <summary>Waits until the process has closed its standard error.</summary>
    public Task EndAsync(TimeSpan limit) => Task.WhenAny(_reading, Task.Delay(limit));

    /// <summary>The last lines, in one.</summary>
    public override string ToString()
    {
        lock (_lines)
            return string.Join("; ", _lines);
    }

    private async Task ReadAsync(StreamReader stream)
    {
        try
        {
            while (await stream.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                if (!string.IsNullOrWhiteSpace(line))
                    Keep(line.Trim());
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The process is gone, and so is the stream.
        }
    }

    private void Keep(string line)
    {
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > LineLimit)
                _lines.Dequeue();
        }
    }
}
