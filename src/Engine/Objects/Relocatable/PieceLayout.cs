using Graft.Engine.Objects.Elf;
using Graft.Protocol;
using static Graft.Engine.Objects.Elf.ElfConstants;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>
/// The pieces of one block, put together to at most three sections of the block's own: constants, constants with addresses of data,
/// exception tables. They lie in the order in which they are first referred to.
/// </summary>
/// <param name="source">The object.</param>
/// <param name="roles">Its sections' roles.</param>
internal sealed class PieceLayout(SourceObject source, SectionRole[] roles)
{
    private const int TableAlignment = 4, PointerAlignment = 8;

    private readonly Dictionary<Piece, int> _indices = [];
    private readonly List<(Piece Piece, int Shelf, int Offset)> _pieces = [];
    private readonly Shelf[] _shelves = [new(".rodata", SHF_ALLOC), new(".data.rel.ro", SHF_ALLOC | SHF_WRITE), new(".gcc_except_table", SHF_ALLOC)];

    /// <summary>How many pieces there are.</summary>
    public int Count => _pieces.Count;

    /// <summary>How many sections there can be.</summary>
    public int ShelfCount => _shelves.Length;

    /// <summary>A piece, by the order of first reference.</summary>
    public Piece this[int index] => _pieces[index].Piece;

    /// <summary>Forgets all pieces.</summary>
    public void Clear()
    {
        _indices.Clear();
        _pieces.Clear();
        foreach (var shelf in _shelves)
            shelf.Clear();
    }

    /// <summary>Takes a piece in, if it is new.</summary>
    public void Add(in Piece piece)
    {
        if (!_indices.TryAdd(piece, _pieces.Count))
            return;
        int shelf = ShelfOf(piece.Section);
        _pieces.Add((piece, shelf, _shelves[shelf].Add(piece.Size, AlignmentOf(piece))));
    }

    /// <summary>The section that a piece came to, counting those only that have something, and where in it.</summary>
    public (int Section, int Offset) PlaceOf(in Piece piece)
    {
        var (_, shelf, offset) = _pieces[_indices[piece]];
        int section = 0;
        for (int i = 0; i < shelf; i++)
            section += _shelves[i].IsUsed ? 1 : 0;
        return (section, offset);
    }

    /// <summary>Whether a section has something.</summary>
    public bool HasShelf(int shelf) => _shelves[shelf].IsUsed;

    /// <summary>Makes a section; its relocations are the caller's business.</summary>
    /// <param name="shelf">Which one.</param>
    /// <param name="suffix">What its name ends with, after a dot; nothing if empty.</param>
    public BlockSection MakeSection(int shelf, Utf8Name suffix)
    {
        var bytes = new byte[_shelves[shelf].Size];
        foreach (var (piece, own, offset) in _pieces)
        {
            if (own == shelf)
                source.Unit.Sections.AsSpan()[piece.Section].Bytes.Span.Slice(piece.Start, piece.Size).CopyTo(bytes.AsSpan(offset));
        }

        byte[] name = suffix.IsEmpty ? [.. _shelves[shelf].Name.Span] : [.. _shelves[shelf].Name.Span, (byte)'.', .. suffix.Span];
        return new(new(name), SHT_PROGBITS, _shelves[shelf].Flags, (ulong)_shelves[shelf].Alignment, 0, (ulong)bytes.Length, bytes, -1, -1, 0);
    }

    /// <summary>The pieces of a section and where they begin.</summary>
    public IEnumerable<(Piece Piece, int Offset)> PiecesOf(int shelf) =>
        _pieces.Where(piece => piece.Shelf == shelf).Select(piece => (piece.Piece, piece.Offset));

    private int ShelfOf(int section) => roles[section] switch
    {
        SectionRole.ExceptionTables => 2,
        SectionRole.Pointers => 1,
        _ => (source.Headers[section].sh_flags & SHF_WRITE) != 0 ? 1 : 0,
    };

    /// <summary>What a piece's place in its section gives it: at an odd place no section's alignment counts.</summary>
    private int AlignmentOf(in Piece piece)
    {
        switch (roles[piece.Section])
        {
            case SectionRole.ExceptionTables or SectionRole.JumpTables:
                return TableAlignment;
            case SectionRole.Pointers:
                return PointerAlignment;
            default:
                int section = (int)source.Unit.Sections.AsSpan()[piece.Section].Alignment;
                return piece.Start == 0 ? section : Math.Min(section, piece.Start & -piece.Start);
        }
    }

    /// <summary>A section in the making.</summary>
    private sealed class Shelf(string name, ulong flags)
    {
        public Utf8Name Name { get; } = Utf8Name.From(name);

        public ulong Flags => flags;

        public bool IsUsed { get; private set; }

        public int Size { get; private set; }

        public int Alignment { get; private set; } = 1;

        public int Add(int size, int alignment)
        {
            int offset = (Size + alignment - 1) & -alignment;
            // Also its end is aligned: in an object of many tables that is where the next one begins.
            bool isTable = alignment == TableAlignment && Name == ".gcc_except_table"u8;
            Size = offset + (isTable ? (size + alignment - 1) & -alignment : size);
            Alignment = Math.Max(Alignment, alignment);
            IsUsed = true;
            return offset;
        }

        public void Clear() => (IsUsed, Size, Alignment) = (false, 0, 1);
    }
}
