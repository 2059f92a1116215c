namespace Graft.Protocol;

/// <summary>
/// The user's own folder for sockets: 0700, so that no other user can connect, and short, since a Unix socket's path
/// has at most 107 bytes. <c>GRAFT_HOME</c> overrides it.
/// </summary>
public static class UserFolder
{
    /// <summary>The environment variable that names another folder.</summary>
    public const string Variable = "GRAFT_HOME";

    /// <summary>The folder, made if it is missing.</summary>
    /// <exception cref="GraftException">It exists and others may enter it, or it cannot be made.</exception>
    public static string Get() => Use(
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } home
            ? home
            : Path.Combine(Path.GetTempPath(), $"graft-{Environment.UserName}"));

    /// <summary>Another folder for the same use, made if it is missing.</summary>
    /// <exception cref="GraftException">It exists and others may enter it, or it cannot be made.</exception>
    public static string Use(string path)
    {
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        try
        {
            Directory.CreateDirectory(path, Private);
            if (File.GetUnixFileMode(path) != Private)
                File.SetUnixFileMode(path, Private);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GraftException(DiagnosticCatalog.FileAccess.At(
                $"the folder for sockets cannot be used: {e.Message}; set {Variable} to a folder of your own", path));
        }

        return path;
    }

    /// <summary>The socket of the runtime with this name.</summary>
    public static string RuntimeSocket(string name) => Path.Combine(Get(), $"{name}.runtime");
}
