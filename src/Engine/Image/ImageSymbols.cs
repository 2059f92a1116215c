using Graft.Engine.Link;
using Graft.Engine.Objects;
using Graft.Engine.Objects.Elf;
using Graft.Protocol;
using static Graft.Engine.Objects.Elf.ElfConstants;

namespace Graft.Engine.Image;

/// <summary>The symbol table of an image: locals first, as the gABI wants it, in the order of units and symbols.</summary>
internal sealed class ImageSymbols
{
    private readonly LinkImage _image;
    private readonly ElfWriter _writer;
    private readonly List<byte[]> _locals = [new byte[Elf64_Sym.Size]];
    private readonly List<byte[]> _globals = [];

    public ImageSymbols(LinkImage image, ElfWriter writer)
    {
        _image = image;
        _writer = writer;
        for (int unit = 0; unit < image.Units.Count; unit++)
            AddUnit(unit);
        AddStubs();
        AddGotEntries();
    }

    /// <summary>The names.</summary>
    public StringTable Names { get; } = new();

    /// <summary>How many local symbols there are, the empty one included.</summary>
    public int LocalCount => _locals.Count;

    /// <summary>The table.</summary>
    public byte[] ToArray() => [.. _locals.Concat(_globals).SelectMany(symbol => symbol)];

    private void AddUnit(int unit)
    {
        var symbols = _image.Units[unit].Symbols.AsSpan();
        Add(_locals, Names.Add(_image.Units[unit].Name), STB_LOCAL, STT_FILE, SHN_ABS, 0, 0);
        for (int i = 1; i < symbols.Length; i++)
        {
            ref readonly var symbol = ref symbols[i];
            if (symbol.Name.IsEmpty || symbol.Type == ObjectSymbolType.File || _image.Result.Map.PlaceOf(unit, i) is not { IsDefinedHere: true } place)
                continue;
            bool isLocal = symbol.Scope is ObjectSymbolScope.Local or ObjectSymbolScope.Hidden;
            Add(isLocal ? _locals : _globals, Names.Add(symbol.Name.Span, default),
                isLocal ? STB_LOCAL : symbol.IsWeak ? STB_WEAK : STB_GLOBAL, TypeOf(symbol.Type),
                place.IsAbsolute ? SHN_ABS : _writer.SectionAt(place.Address), place.Address, place.Size);
        }
    }

    private void AddStubs()
    {
        for (int i = 0; i < _image.Stubs.Count; i++)
        {
            var name = i == 0 ? Utf8Name.From("trap") : _image.Stubs[i].Name;
            Add(_locals, Names.Add(name.Span, "@stub"u8), STB_LOCAL, STT_FUNC,
                _writer.SectionAt(_image.StubAddress(i)), _image.StubAddress(i), ArenaLayout.StubSize);
            Add(_locals, Names.Add(name.Span, "@slot"u8), STB_LOCAL, STT_OBJECT,
                _writer.SectionAt(_image.SlotAddress(i)), _image.SlotAddress(i), ArenaLayout.SlotSize);
        }
    }

    private void AddGotEntries()
    {
        foreach (var entry in _image.Result.Map.GotEntries)
        {
            Add(_locals, Names.Add(entry.Name.Span, "@got"u8), STB_LOCAL, STT_OBJECT,
                _writer.SectionAt(entry.Address), entry.Address, (ulong)entry.Size);
        }
    }

    private static void Add(List<byte[]> table, uint name, int binding, int type, ushort section, ulong value, ulong size)
    {
        var symbol = new byte[Elf64_Sym.Size];
        var fields = new ElfWriter.Fields(symbol);
        fields.Word(name);
        fields.Byte((byte)((binding << 4) | type));
        fields.Byte(STV_DEFAULT);
        fields.Half(section);
        fields.Xword(value);
        fields.Xword(size);
        table.Add(symbol);
    }

    // Thread-locals are shown by the place of their initial value, which is what the image holds.
    private static int TypeOf(ObjectSymbolType type) => type switch
    {
        ObjectSymbolType.Data or ObjectSymbolType.ThreadLocal => STT_OBJECT,
        ObjectSymbolType.Function => STT_FUNC,
        ObjectSymbolType.IndirectFunction => STT_GNU_IFUNC,
        _ => STT_NOTYPE,
    };
}
