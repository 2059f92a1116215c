namespace Graft.Client;

/// <summary>Where objects are kept for later builds, and how much of them. Chosen where the build is asked for, not in the host.</summary>
/// <param name="Folder">Absolute path; empty for no cache.</param>
/// <param name="Limit">Bytes to keep at most.</param>
public sealed record CacheChoice(string Folder, long Limit = CacheChoice.DefaultLimit)
{
    /// <summary>The environment variable that names another folder, or <see cref="Off"/>.</summary>
    public const string Variable = "GRAFT_CACHE";

    /// <summary>What to say instead of a folder to keep nothing.</summary>
    public const string Off = "none";

    /// <summary>2 GiB: a year's objects of a big module.</summary>
    public const long DefaultLimit = 2L << 30;

    /// <summary>No cache.</summary>
    public static CacheChoice None { get; } = new("", 0);

    /// <summary>The cache that is meant by what a user said: a folder, <see cref="Off"/>, or nothing for the environment's choice.</summary>
    /// <param name="folder">What was said.</param>
    /// <param name="limit">Bytes to keep at most.</param>
    public static CacheChoice From(string folder = "", long limit = DefaultLimit)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (folder.Length == 0)
            folder = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen ? chosen : Default();
        return folder == Off || folder.Length == 0 ? None : new(Path.GetFullPath(folder), limit);
    }

    // The XDG Base Directory Specification's place for data that can be made again.
    private static string Default()
    {
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } caches && Path.IsPathRooted(caches))
            return Path.Combine(caches, "graft");
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length > 0 ? Path.Combine(home, ".cache", "graft") : "";
    }
}
