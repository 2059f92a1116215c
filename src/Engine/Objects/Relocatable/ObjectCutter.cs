namespace Graft.Engine.Objects.Relocatable;

/// <summary>
/// Cuts an object fresh from the compiler into components: sections that refer to each other by place, not by name, hang together, and
/// everything else comes apart. Pieces that may be copied hold nothing together, but what they refer to is referred to by their users.
/// </summary>
internal sealed class ObjectCutter
{
    private readonly SourceObject _source;
    private readonly SectionRole[] _roles;
    private readonly ObjectFrames _frames;
    private readonly int[] _parents;
    private readonly HashSet<Piece> _seen = [];
    private readonly Stack<Piece> _open = [];

    private ObjectCutter(SourceObject source, ObjectFrames frames)
    {
        _source = source;
        _frames = frames;
        _roles = SectionRoles.Assign(source);
        Pieces = new(source, _roles);
        _parents = [.. Enumerable.Range(0, _roles.Length)];
    }

    /// <summary>The roles of the object's sections.</summary>
    public SectionRole[] Roles => _roles;

    /// <summary>The pieces of sections that are no roots.</summary>
    public PieceFinder Pieces { get; }

    /// <summary>The components, in the order of their first sections; those without a section last.</summary>
    public List<Component> Components { get; } = [];

    /// <summary>Cuts an object.</summary>
    public static ObjectCutter Cut(SourceObject source, ObjectFrames frames)
    {
        var cutter = new ObjectCutter(source, frames);
        cutter.Pieces.FindCuts(frames.Frames, frames.Section);
        cutter.Unite();
        cutter.Collect();
        return cutter;
    }

    private void Unite()
    {
        var frames = _frames.Frames.ToLookup(frame => frame.Record.Function);
        for (int i = 1; i < _roles.Length; i++)
        {
            if (_roles[i] != SectionRole.Root)
                continue;
            ref readonly var section = ref _source.Unit.Sections.AsSpan()[i];
            if (section.LinkedTo > 0)
                Unite(i, section.LinkedTo);
            _seen.Clear();
            Follow(i, section.Relocations, _source.IsCode(i));
            foreach (var frame in frames[i])
                Follow(i, _source.Unit.Sections.AsSpan()[_frames.Section].Relocations.Slice(frame.FirstRelocation, frame.RelocationCount), isInCode: false);
        }
    }

    /// <summary>Unites a root with all roots that it refers to by place, also through pieces.</summary>
    private void Follow(int root, ReadOnlySpan<ObjectRelocation> relocations, bool isInCode)
    {
        FollowOne(root, relocations, isInCode);
        while (_open.TryPop(out var piece))
            FollowOne(root, Pieces.RelocationsOf(piece), isInCode: false);
    }

    private void FollowOne(int root, ReadOnlySpan<ObjectRelocation> relocations, bool isInCode)
    {
        foreach (ref readonly var relocation in relocations)
        {
            if (relocation.Symbol == 0 || _source.IsNamed(relocation.Symbol))
                continue;
            int section = _source.Unit.Symbols.AsSpan()[(int)relocation.Symbol].Section;
            if (section <= 0)
                continue;
            if (_roles[section] == SectionRole.Root)
                Unite(root, section);
            else if (_roles[section] != SectionRole.Left && Pieces.Find(relocation, isInCode) is { } piece && _seen.Add(piece))
                _open.Push(piece);
        }
    }

    private void Unite(int left, int right)
    {
        if (_roles[right] == SectionRole.Root)
            _parents[Math.Max(Find(left), Find(right))] = Math.Min(Find(left), Find(right));
    }

    private int Find(int section)
    {
        while (_parents[section] != section)
            section = _parents[section] = _parents[_parents[section]];
        return section;
    }

    private void Collect()
    {
        var bySection = new Component?[_roles.Length];
        for (int i = 1; i < _roles.Length; i++)
        {
            if (_roles[i] != SectionRole.Root)
                continue;
            ref var component = ref bySection[Find(i)];
            if (component is null)
                Components.Add(component = new Component());
            component.Sections.Add(i);
        }

        foreach (var frame in _frames.Frames)
            bySection[Find(frame.Record.Function)]?.Frames.Add(frame);
        for (int i = 1; i < _source.Unit.Symbols.Length; i++)
        {
            var symbol = _source.Unit.Symbols[i];
            if (!symbol.IsDefined || !_source.IsNamed((uint)i))
                continue;
            if (symbol.IsInSection)
                bySection[Find(symbol.Section)]?.Symbols.Add(i);
            else
                Components.Add(new Component([], [i], []));
        }

        // Assemblers make an empty .text for nobody.
        Components.RemoveAll(component => component.Symbols.Count == 0 && component.Sections.TrueForAll(section => _source.Unit.Sections[section].Size == 0));
    }
}
