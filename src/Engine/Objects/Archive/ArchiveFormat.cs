namespace Graft.Engine.Objects.Archive;

// The layout of archives as System V, GNU and BSD make them: "!<arch>\n", then members, each a header of 60 ASCII bytes and
// its content, beginning at even offsets. Header: name[16] date[12] uid[6] gid[6] mode[8] size[10] "`\n".
// A thin archive ("!<thin>\n") holds the index and the names only: its members are files, named relative to its folder.
internal static class ArchiveFormat
{
    public const int HeaderSize = 60, NameSize = 16, SizeOffset = 48, SizeSize = 10, EndOffset = 58;

    /// <summary>Name of the symbol index: big-endian count, offsets of members' headers, NUL-terminated names.</summary>
    public const string SymbolIndex = "/";

    /// <summary>The same with 64-bit numbers, for archives over 4 GiB.</summary>
    public const string SymbolIndex64 = "/SYM64/";

    /// <summary>Name of the table of names that do not fit a header: each ends with "/\n", members refer to it as "/offset".</summary>
    public const string LongNames = "//";

    /// <summary>
    /// Name of BSD's symbol index: little-endian size of the entries, entries of (offset of the name, offset of the member's
    /// header), size of the names, NUL-terminated names.
    /// </summary>
    public const string BsdIndex = "__.SYMDEF";

    /// <summary>The same, sorted by name.</summary>
    public const string BsdSortedIndex = "__.SYMDEF SORTED";

    public static ReadOnlySpan<byte> Magic => "!<arch>\n"u8;

    public static ReadOnlySpan<byte> ThinMagic => "!<thin>\n"u8;

    public static ReadOnlySpan<byte> HeaderEnd => "`\n"u8;
}
