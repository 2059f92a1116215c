using System.IO.Hashing;
using System.Text;

namespace Graft.Engine.Build;

/// <summary>
/// Where the headers of a source were looked for: a file that comes to a place which is looked at earlier takes a header's place, though no file
/// that was read has changed.
/// </summary>
/// <param name="source">The source.</param>
/// <param name="headers">The headers that it read; absolute, as are all paths here.</param>
/// <param name="folders">The folders with headers, in the order in which they are searched.</param>
internal sealed class HeaderSearch(string source, IReadOnlyList<string> headers, IReadOnlyList<string> folders)
{
    // What the system's own headers find beside them is the system's affair.
    private const string SystemFolder = "/usr/";

    private readonly HashSet<string> _read = [source, .. headers];

    // A header that is named in quotes is first looked for beside the file that names it.
    private readonly string[] _near =
    [
        .. headers.Where(header => !header.StartsWith(SystemFolder, StringComparison.Ordinal)).Prepend(source)
            .Select(file => Path.GetDirectoryName(file)!).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>
    /// Digest of the files that stand where a header would be found earlier, and were not read: all of them belong to other forms of
    /// inclusion. One that comes or goes changes it.
    /// </summary>
    public UInt128 Digest(FolderListings listings)
    {
        var hash = new XxHash128();
        Visit((folder, name) =>
        {
            int slash = name.IndexOf('/', StringComparison.Ordinal);
            if (!listings.Has(folder, slash < 0 ? name : name.AsSpan(0, slash)))
                return;
            string path = $"{folder}/{name}";
            if (!_read.Contains(path) && File.Exists(path))
                hash.Append(Encoding.UTF8.GetBytes(path + '\n'));
        });
        return hash.GetCurrentHashAsUInt128();
    }

    /// <summary>The folders whose times tell that such a file may have come; also those that do not exist yet.</summary>
    public IReadOnlyCollection<string> WatchedFolders(FolderListings listings)
    {
        HashSet<string> watched = [.. _near, .. folders];
        Visit((folder, name) =>
        {
            for (int slash = name.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = name.IndexOf('/', slash + 1))
            {
                string inner = folder + "/" + name[..slash];
                if (!listings.Has(Path.GetDirectoryName(inner)!, Path.GetFileName(inner.AsSpan())))
                    return;
                watched.Add(inner);
            }
        });
        return watched;
    }

    /// <summary>Tells, for each header, the folders that are searched before the one where it is, and its name there.</summary>
    private void Visit(Action<string, string> place)
    {
        foreach (string header in headers)
        {
            for (int i = 0; i < folders.Count; i++)
            {
                string folder = folders[i];
                if (header.Length <= folder.Length || header[folder.Length] != '/' || !header.StartsWith(folder, StringComparison.Ordinal))
                    continue;
                string name = header[(folder.Length + 1)..];
                foreach (string near in _near)
                    place(near, name);
                for (int earlier = 0; earlier < i; earlier++)
                    place(folders[earlier], name);
            }
        }
    }
}
