using Graft.Protocol;

namespace Graft.Engine.Objects;

/// <summary>
/// Chooses the archive members that a link needs: those that define a symbol which an object wants strongly, or which it
/// has only a common symbol for. A symbol is looked for where it is first met, in the depth, as ld.lld does: the
/// order of the units decides in which order their initialisers run. Each symbol of each chosen unit is looked at once.
/// </summary>
internal sealed class MemberSearch
{
    private readonly List<ObjectInput> _chosen = [];
    private readonly UnitNames _names = new();
    private readonly DiagnosticBag _diagnostics;
    private readonly Dictionary<Utf8Name, Sighting> _symbols = [];

    /// <summary>Common symbols just met that an archive may have a value for.</summary>
    private readonly Stack<Utf8Name> _valueless = new();

    /// <summary>Units whose wants are still to be met, the innermost last, with the symbol to go on at.</summary>
    private readonly Stack<(ObjectUnit Unit, int Next)> _open = new();

    private MemberSearch(DiagnosticBag diagnostics) => _diagnostics = diagnostics;

    private enum Standing : byte
    {
        Unknown,
        Wanted,
        Common,
        Defined,
    }

    /// <summary>What is known of a name, and the first archive that offers it.</summary>
    private readonly record struct Sighting(Standing Standing, ArchiveMembers? Archive, int Member);

    /// <summary>Chooses the members.</summary>
    public static IReadOnlyList<ObjectInput> Run(IReadOnlyList<InputFile> files, IReadOnlyList<string> roots, DiagnosticBag diagnostics)
    {
        var search = new MemberSearch(diagnostics);
        foreach (var file in files)
        {
            if (file.Archive is { } archive)
                search.Offer(new ArchiveMembers(archive));
            else
                search.Add(file.ToObject(search._names));
            search.MeetWants();
        }

        foreach (string root in roots)
        {
            search.Want(Utf8Name.From(root));
            search.MeetWants();
        }

        return search._chosen;
    }

    private void Offer(ArchiveMembers archive)
    {
        foreach (var (name, member) in archive.FindSymbols())
        {
            var known = _symbols.GetValueOrDefault(name);
            if (known.Archive is not null || known.Standing == Standing.Defined)
                continue;
            known = _symbols[name] = known with { Archive = archive, Member = member };
            if (known.Standing == Standing.Wanted)
                Extract(name, known);
            else if (known.Standing == Standing.Common)
                _valueless.Push(name);
            MeetWants();
        }
    }

    private void Add(ObjectInput? input)
    {
        if (input is null)
            return;
        _chosen.Add(input);
        if ((input.Unit = ObjectReader.Read(input, _diagnostics)) is not { } unit)
            return;
        foreach (ref readonly var symbol in unit.Symbols.AsSpan())
        {
            if (symbol is { IsDefined: true, Scope: not ObjectSymbolScope.Local })
                Define(symbol);
        }

        _open.Push((unit, 1));
    }

    private void Define(in ObjectSymbol symbol)
    {
        var known = _symbols.GetValueOrDefault(symbol.Name);
        if (symbol.Section != ObjectSymbol.Common)
            _symbols[symbol.Name] = known with { Standing = Standing.Defined };
        else if (known.Standing < Standing.Common)
        {
            _symbols[symbol.Name] = known with { Standing = Standing.Common };
            _valueless.Push(symbol.Name);
        }
    }

    private void MeetWants()
    {
        SeekValues();
        while (_open.TryPop(out var open))
        {
            int next = open.Next;
            var symbols = open.Unit.Symbols.AsSpan();
            while (next < symbols.Length && (symbols[next].IsDefined || symbols[next].Scope == ObjectSymbolScope.Local))
                next++;
            if (next == symbols.Length)
                continue;
            _open.Push((open.Unit, next + 1));
            if (!symbols[next].IsWeak)
                Want(symbols[next].Name);
            SeekValues();
        }
    }

    /// <summary>An archive's definition with a value goes before a common one.</summary>
    private void SeekValues()
    {
        while (_valueless.TryPop(out var name))
        {
            var known = _symbols[name];
            if (known is { Standing: Standing.Common, Archive: { } archive } && archive.HasValue(known.Member, name))
                Extract(name, known);
        }
    }

    private void Want(Utf8Name name)
    {
        var known = _symbols.GetValueOrDefault(name);
        if (known.Standing >= Standing.Wanted)
            return;
        _symbols[name] = known with { Standing = Standing.Wanted };
        if (known.Archive is not null)
            Extract(name, known);
    }

    private void Extract(Utf8Name name, in Sighting offered)
    {
        var archive = offered.Archive!;
        Add(archive.Take(offered.Member, _names, _diagnostics));
        if (_symbols[name].Standing == Standing.Defined || archive.IsScanned)
            return;

        // The index lied: the members themselves tell.
        _symbols[name] = _symbols[name] with { Archive = null };
        archive.DistrustIndex();
        Offer(archive);
    }
}
