using Graft.Protocol;

namespace Graft.Engine.Objects.Archive;

/// <summary>An archive, read but for the contents of its members.</summary>
/// <param name="path">Its file.</param>
public sealed class ArchiveFile(string path)
{
    private readonly List<ArchiveMember> _members = [];
    private string _indexName = "";
    private ReadOnlyMemory<byte> _index;

    /// <summary>Its file.</summary>
    public string Path { get; } = path;

    /// <summary>Its members, in its order; tables are none.</summary>
    public IReadOnlyList<ArchiveMember> Members => _members;

    /// <summary>Whether it has a symbol index.</summary>
    public bool HasIndex => _indexName.Length > 0;

    /// <summary>Reads the symbol index: which member defines which global symbol, in the index's order.</summary>
    /// <param name="entries">Gets pairs of a symbol's name and its member's index.</param>
    /// <returns>False if there is no index, or it contradicts the archive: then only the members themselves can tell.</returns>
    public bool TryReadIndex(ICollection<KeyValuePair<Utf8Name, int>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var memberAt = new Dictionary<ulong, int>(_members.Count);
        for (int i = 0; i < _members.Count; i++)
            memberAt.Add((ulong)_members[i].Offset, i);
        return HasIndex && new ArchiveIndex(_index, memberAt, entries).TryRead(_indexName);
    }

    internal void Add(in ArchiveMember member) => _members.Add(member);

    /// <summary>Only the first index counts; Windows' libraries have a second one of another form.</summary>
    internal void SetIndex(string name, ReadOnlyMemory<byte> content)
    {
        if (!HasIndex)
            (_indexName, _index) = (name, content);
    }
}
