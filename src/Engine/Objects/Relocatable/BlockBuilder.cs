using Graft.Engine.Objects.Elf;
using Graft.Protocol;
using static Graft.Engine.Objects.Elf.ElfConstants;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>Makes blocks of an object's components. One per object; blocks are made one after the other.</summary>
internal sealed class BlockBuilder
{
    private readonly SourceObject _source;
    private readonly ObjectFrames _frames;
    private readonly SectionRole[] _roles;
    private readonly PieceFinder _finder;
    private readonly PieceLayout _pieces;
    private readonly (Utf8Name Name, uint Flags)?[] _groups;

    /// <summary>By section of the object: its index in the block, plus one; by symbol: that of its name.</summary>
    private readonly int[] _sectionIndices;
    private readonly int[] _nameIndices;

    private readonly List<int> _touchedSymbols = [];
    private readonly List<BlockName> _names = [];
    private readonly List<ObjectRelocation> _relocations = [];
    private bool[] _hasSymbol = [];
    private int _roots;
    private string? _error;

    public BlockBuilder(SourceObject source, ObjectFrames frames, SectionRole[] roles, PieceFinder finder)
    {
        _source = source;
        _frames = frames;
        _roles = roles;
        _finder = finder;
        _pieces = new(source, roles);
        _sectionIndices = new int[roles.Length];
        _nameIndices = new int[source.Unit.Symbols.Length];
        _groups = new (Utf8Name, uint)?[roles.Length];
        foreach (var group in source.Unit.Groups)
        {
            foreach (int member in group.Sections)
                _groups[member] = (source.Headers[member].sh_flags & SHF_GROUP) != 0 ? (group.Signature, group.IsComdat ? GRP_COMDAT : 0) : null;
        }
    }

    /// <summary>Makes a block; null if the object contradicts itself, which is then among the diagnostics.</summary>
    public EntityBlock? Build(Component component, DiagnosticBag diagnostics)
    {
        var block = Build(component);
        foreach (int section in component.Sections)
            _sectionIndices[section] = 0;
        foreach (int symbol in _touchedSymbols)
            _nameIndices[symbol] = 0;
        _touchedSymbols.Clear();
        _names.Clear();
        _pieces.Clear();
        if (_error is null)
            return block;
        diagnostics.Add(DiagnosticCatalog.ObjectNotMergeable.At($"{_error}; build it again", _source.Unit.Path));
        return null;
    }

    private EntityBlock Build(Component component)
    {
        _roots = component.Sections.Count;
        for (int i = 0; i < _roots; i++)
            _sectionIndices[component.Sections[i]] = i + 1;
        GatherPieces(component);
        var symbols = Define(component.Symbols);
        var sections = MakeSections(component);
        int sectionRelocations = _relocations.Count;
        var frames = MakeFrames(component);
        var all = _relocations.ToArray();
        _relocations.Clear();
        JoinGroups(sections, component.Sections);
        for (int i = 0; i < sections.Length; i++)
            sections[i] = sections[i] with { HasSymbol = _hasSymbol[i] };
        BlockName[] names = [.. _names];
        return new()
        {
            Sections = sections,
            Relocations = all[..sectionRelocations],
            Symbols = symbols,
            Frames = frames,
            FrameRelocations = all[sectionRelocations..],
            Names = names,
            Strings = BlockStrings.Collect(sections, names.AsSpan(0, symbols.Length)),
        };
    }

    /// <summary>Finds the pieces that a component refers to, those first that its sections do, then those that these do.</summary>
    private void GatherPieces(Component component)
    {
        foreach (int section in component.Sections)
            Gather(_source.Unit.Sections.AsSpan()[section].Relocations, _source.IsCode(section));
        foreach (var frame in component.Frames)
            Gather(RelocationsOf(frame), isInCode: false);
        for (int i = 0; i < _pieces.Count; i++)
            Gather(_finder.RelocationsOf(_pieces[i]), isInCode: false);
    }

    private ReadOnlySpan<ObjectRelocation> RelocationsOf(in CutFrame frame) =>
        _source.Unit.Sections.AsSpan()[_frames.Section].Relocations.Slice(frame.FirstRelocation, frame.RelocationCount);

    private void Gather(ReadOnlySpan<ObjectRelocation> relocations, bool isInCode)
    {
        foreach (ref readonly var relocation in relocations)
        {
            if (relocation.Symbol == 0 || _source.IsNamed(relocation.Symbol))
                continue;
            int section = _source.Unit.Symbols.AsSpan()[(int)relocation.Symbol].Section;
            if (section <= 0 || _roles[section] is SectionRole.Root or SectionRole.Left)
                continue;
            if (_finder.Find(relocation, isInCode) is { } piece)
                _pieces.Add(piece);
        }
    }

    /// <summary>The block's symbols, by section and place; of two names of one place the order of their bytes decides.</summary>
    private BlockSymbol[] Define(List<int> indices)
    {
        var symbols = _source.Unit.Symbols;
        indices.Sort((left, right) =>
        {
            int order = SectionOf(left).CompareTo(SectionOf(right));
            order = order != 0 ? order : symbols[left].Value.CompareTo(symbols[right].Value);
            return order != 0 ? order : Utf8Name.Compare(_source.NameOf(left), _source.NameOf(right));
        });
        var defined = new BlockSymbol[indices.Count];
        for (int i = 0; i < defined.Length; i++)
        {
            ref readonly var entry = ref _source.Symbols[indices[i]];
            int section = SectionOf(indices[i]);
            defined[i] = new(entry.st_info, entry.st_other, section, section < 0 ? entry.st_shndx : (ushort)0, entry.st_value, entry.st_size);
            NameIndex(indices[i]);
        }

        return defined;

        int SectionOf(int symbol) => symbols[symbol].IsInSection ? _sectionIndices[symbols[symbol].Section] - 1 : BlockSymbol.InNone;
    }

    private BlockSection[] MakeSections(Component component)
    {
        List<BlockSection> sections = [];
        int shelves = Enumerable.Range(0, _pieces.ShelfCount).Count(_pieces.HasShelf);
        _hasSymbol = new bool[_roots + shelves];
        foreach (int section in component.Sections)
        {
            int before = _relocations.Count;
            Translate(_source.Unit.Sections.AsSpan()[section].Relocations, _source.IsCode(section), 0);
            sections.Add(MakeRoot(section) with { RelocationCount = _relocations.Count - before });
        }

        var suffix = _names.Count > 0 ? _names[0].Name : Utf8Name.Empty;
        for (int i = 0; i < _pieces.ShelfCount; i++)
        {
            if (!_pieces.HasShelf(i))
                continue;
            int before = _relocations.Count;
            foreach (var (piece, offset) in _pieces.PiecesOf(i))
                Translate(_finder.RelocationsOf(piece), isInCode: false, offset - piece.Start);
            sections.Add(_pieces.MakeSection(i, suffix) with { RelocationCount = _relocations.Count - before });
        }

        return [.. sections];
    }

    private BlockSection MakeRoot(int index)
    {
        ref readonly var header = ref _source.Headers[index];
        ref readonly var section = ref _source.Unit.Sections.AsSpan()[index];
        if (!ulong.IsPow2(section.Alignment))
            _error ??= $"section {section.Name} has the alignment {section.Alignment}, which is not a power of two";
        int linked = section.LinkedTo > 0 ? _sectionIndices[section.LinkedTo] - 1 : -1;
        return new(section.Name, header.sh_type, header.sh_flags & ~SHF_GROUP, header.sh_addralign, header.sh_entsize, header.sh_size, section.Bytes, linked, -1, 0);
    }

    private BlockFrame[] MakeFrames(Component component)
    {
        var frames = new BlockFrame[component.Frames.Count];
        for (int i = 0; i < frames.Length; i++)
        {
            var frame = component.Frames[i];
            int before = _relocations.Count;
            Translate(RelocationsOf(frame), isInCode: false, -frame.Record.Start, functionFirst: true);
            var common = _frames.CommonOf(frame);
            frames[i] = new(common, _frames.BytesOf(frame), _relocations.Count - before);
        }

        foreach (var frame in frames)
        {
            foreach (ref readonly var name in frame.Common.Names)
                AddName(name);
        }

        return frames;
    }

    /// <summary>A group's name is the last: it is no reference.</summary>
    private void JoinGroups(BlockSection[] sections, List<int> roots)
    {
        var common = _roots > 0 ? _groups[roots[0]] : null;
        for (int i = 0; i < _roots; i++)
        {
            var group = _groups[roots[i]];
            common = common == group ? common : null;
            sections[i] = Join(sections[i], group);
        }

        for (int i = _roots; i < sections.Length; i++)
            sections[i] = Join(sections[i], common);
    }

    private BlockSection Join(in BlockSection section, (Utf8Name Name, uint Flags)? group)
    {
        if (group is not { } joined)
            return section;
        int name = AddName(new(joined.Name, 0, 0, default, IsWanted: false));
        return section with { Group = name, GroupFlags = joined.Flags, Flags = section.Flags | SHF_GROUP };
    }

    private int AddName(in BlockName name)
    {
        for (int i = 0; i < _names.Count; i++)
        {
            if (_names[i].Name == name.Name)
                return i;
        }

        _names.Add(name);
        return _names.Count - 1;
    }

    private uint NameIndex(int symbol)
    {
        if (_nameIndices[symbol] == 0)
        {
            _names.Add(_source.ToName(symbol));
            _touchedSymbols.Add(symbol);
            _nameIndices[symbol] = _names.Count;
        }

        return (uint)_nameIndices[symbol] - 1;
    }

    /// <summary>Adds relocations as the block has them, a distance further on. A frame's first one means its function's place.</summary>
    private void Translate(ReadOnlySpan<ObjectRelocation> relocations, bool isInCode, int distance, bool functionFirst = false)
    {
        for (int i = 0; i < relocations.Length; i++)
        {
            ref readonly var relocation = ref relocations[i];
            ulong offset = (ulong)((long)relocation.Offset + distance);
            if (relocation.Symbol == 0)
                _relocations.Add(new(offset, relocation.Type, EntityBlock.NoSymbol, relocation.Addend));
            else if (_source.IsNamed(relocation.Symbol) && !(functionFirst && i == 0))
                _relocations.Add(new(offset, relocation.Type, NameIndex((int)relocation.Symbol), relocation.Addend));
            else
                AddByPlace(relocation, offset, isInCode);
        }
    }

    private void AddByPlace(in ObjectRelocation relocation, ulong offset, bool isInCode)
    {
        ref readonly var symbol = ref _source.Unit.Symbols.AsSpan()[(int)relocation.Symbol];
        int index = -1;
        long addend = relocation.Addend + (long)symbol.Value;
        if (symbol.IsInSection && _roles[symbol.Section] == SectionRole.Root)
        {
            index = _sectionIndices[symbol.Section] - 1;
        }
        else if (symbol.IsInSection && _roles[symbol.Section] != SectionRole.Left && _finder.Find(relocation, isInCode) is { } piece)
        {
            var place = _pieces.PlaceOf(piece);
            index = _roots + place.Section;
            addend += place.Offset - piece.Start;
        }

        if (index < 0)
        {
            _error ??= $"the object refers from one part to a place inside another (relocation {X64Relocations.Name(relocation.Type)} at 0x{relocation.Offset:x})";
            return;
        }

        _hasSymbol[index] = true;
        _relocations.Add(new(offset, relocation.Type, EntityBlock.SectionBit | (uint)index, addend));
    }
}
