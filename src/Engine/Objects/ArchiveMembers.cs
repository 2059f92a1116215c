using Graft.Engine.Objects.Archive;
using Graft.Engine.Objects.Elf;
using Graft.Protocol;

namespace Graft.Engine.Objects;

/// <summary>
/// What an archive offers to a link. Its symbol index tells which member defines what; without one, or with one that
/// turned out to be wrong, each member is read.
/// </summary>
internal sealed class ArchiveMembers(ArchiveFile archive)
{
    private readonly ObjectUnit?[] _units = new ObjectUnit?[archive.Members.Count];
    private readonly bool[] _isTaken = new bool[archive.Members.Count];

    /// <summary>Whether the members themselves were asked, not the index.</summary>
    public bool IsScanned { get; private set; }

    /// <summary>Global symbols that members define, with the members' indices.</summary>
    public List<KeyValuePair<Utf8Name, int>> FindSymbols()
    {
        List<KeyValuePair<Utf8Name, int>> symbols = [];
        if (!IsScanned && archive.TryReadIndex(symbols))
            return symbols;
        symbols.Clear();
        IsScanned = true;
        for (int i = 0; i < _units.Length; i++)
        {
            foreach (ref readonly var symbol in UnitAt(i) is { } unit ? unit.Symbols.AsSpan() : default)
            {
                if (symbol is { IsDefined: true, Scope: not ObjectSymbolScope.Local })
                    symbols.Add(new(symbol.Name, i));
            }
        }

        return symbols;
    }

    /// <summary>Makes the next <see cref="FindSymbols"/> ask the members.</summary>
    public void DistrustIndex() => IsScanned = true;

    /// <summary>Whether a member defines a symbol with a value: a common symbol has none.</summary>
    public bool HasValue(int member, Utf8Name name)
    {
        foreach (ref readonly var symbol in UnitAt(member) is { } unit ? unit.Symbols.AsSpan() : default)
        {
            if (symbol is { IsDefined: true, Scope: not ObjectSymbolScope.Local } && symbol.Name == name)
                return symbol.Section != ObjectSymbol.Common;
        }

        return false;
    }

    /// <summary>Loads a member for the link; null if it is part of the link already, or cannot be read.</summary>
    public ObjectInput? Take(int member, UnitNames names, DiagnosticBag diagnostics)
    {
        if (_isTaken[member])
            return null;
        _isTaken[member] = true;
        return InputFile.TryLoad(archive, archive.Members[member], names, diagnostics);
    }

    /// <summary>A member that is not an object, or damaged, offers nothing; that is an error only if it is taken.</summary>
    private ObjectUnit? UnitAt(int member)
    {
        if (_units[member] is { } known)
            return known;
        var ignored = new DiagnosticBag();
        return InputFile.TryLoad(archive, archive.Members[member], new UnitNames(), ignored) is { } input && ElfReader.IsElf(input.Bytes.Span)
            ? _units[member] = ObjectReader.Read(input, ignored)
            : null;
    }
}
