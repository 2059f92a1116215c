namespace Graft.Protocol;

/// <summary>What a runtime may be called: its name becomes a file's, in a folder where paths must stay short.</summary>
public static class RuntimeName
{
    /// <summary>The most characters a name can have.</summary>
    public const int MaximumLength = 40;

    private const string FileEnding = ".runtime";

    /// <summary>Refuses a name that is empty, too long, or has other characters than letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</summary>
    /// <exception cref="GraftException">The name cannot be used.</exception>
    public static void Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        bool isValid = name.Length is > 0 and <= MaximumLength
            && name[0] != '.'
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
        if (!isValid)
        {
            throw new GraftException(DiagnosticCatalog.Usage.At(
                $"'{name}' is no name for a runtime: use 1 to {MaximumLength} letters, digits, '_', '-' and '.', not beginning with '.'"));
        }
    }

    /// <summary>The names of all runtimes that answer at this moment, sorted.</summary>
    public static IReadOnlyList<string> Running()
    {
        var names = new List<string>();
        foreach (string path in Directory.EnumerateFiles(UserFolder.Get(), "*" + FileEnding))
        {
            using var socket = UnixSocket.Connect(path, AgentLimits.Connect, out _);
            if (socket is not null)
                names.Add(Path.GetFileName(path)[..^FileEnding.Length]);
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }
}
