namespace Graft.Engine.Compile;

/// <summary>
/// Which file stands at a path, as far as the file system tells without reading it. It differs once the file was replaced or written,
/// whatever time it was given: the change time is the kernel's own.
/// </summary>
/// <param name="Path">The path.</param>
/// <param name="Device">The file system.</param>
/// <param name="Inode">The file within it.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Written">When its content was written, in nanoseconds since 1970; can be set by anyone.</param>
/// <param name="Changed">When anything about it was last changed, likewise; cannot be set.</param>
public readonly partial record struct FileIdentity(string Path, ulong Device, ulong Inode, ulong Length, long Written, long Changed)
{
    /// <summary>The file that is at a path now, links followed; null if there is none that can be looked at.</summary>
    public static FileIdentity? Of(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Read(path);
    }

    /// <summary>Whether the same file, unchanged, is still there.</summary>
    public bool IsCurrent => Of(Path) == this;
}
