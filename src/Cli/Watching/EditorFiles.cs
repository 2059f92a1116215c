namespace Graft.Cli.Watching;

/// <summary>
/// Names that editors give to files of their own beside the one that is edited: locks, backups, autosaves. What is written first and
/// renamed then needs no name here: it is gone before anybody looks.
/// </summary>
internal static class EditorFiles
{
    /// <summary>Whether a file is an editor's, whatever its ending says.</summary>
    public static bool IsOne(string path)
    {
        var name = Path.GetFileName(path.AsSpan());
        return name.StartsWith(".#")                                // Emacs: lock, a link to nowhere
            || (name.StartsWith('#') && name.EndsWith('#'))         // Emacs: autosave
            || name.EndsWith('~')                                   // backups
            || (name.StartsWith('.') && (name.EndsWith(".swp") || name.EndsWith(".swx") || name.EndsWith(".swo"))) // Vim
            || name.StartsWith("._")                                // resource forks
            || name.EndsWith(".tmp", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".bak", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".orig");
    }
}
