using Graft.Protocol;

namespace Graft;

/// <summary>
/// Goes from the state after a generation to the one before, or back: units, what they define, and where symbols lead. Nothing can fail, and
/// nothing that somebody may hold the address of stops working: a definition that belongs to no unit any more is retired, as one that an
/// edit removed. Data keeps its value. Guarded by the agent's lock.
/// </summary>
/// <param name="table">The runtime's symbols.</param>
/// <param name="generation">The generation that does it.</param>
/// <param name="diagnostics">Takes warnings: data whose initialiser is another.</param>
internal sealed class Reinstatement(SymbolTable table, long generation, DiagnosticBag diagnostics)
{
    private readonly HashSet<LoadedUnit> _attached = [];

    /// <summary>Functions that calls reach another definition of.</summary>
    public int Patched { get; private set; }

    /// <summary>Definitions that belong to a unit again.</summary>
    public int Restored { get; private set; }

    /// <summary>Definitions that belong to none any more.</summary>
    public int Retained { get; private set; }

    /// <summary>The units that are their modules' again.</summary>
    public IEnumerable<LoadedUnit> Units => _attached.Where(unit => !unit.IsDetached);

    /// <summary>Goes back before a generation.</summary>
    public void TakeBack(ChangeSet changes)
    {
        foreach (var unit in changes.Units)
            unit.After = UnitImage.Of(unit.Module.Units.GetValueOrDefault(unit.Name));
        foreach (var symbol in changes.Symbols)
            symbol.After = new(symbol.Symbol.Newest!.Value, symbol.Symbol.Leader);
        Exchange(changes, unit => unit.After, unit => unit.Before);
        foreach (var symbol in changes.Symbols)
            Lead(symbol.Symbol, symbol.Before);
        Retire(changes, unit => unit.After);
    }

    /// <summary>Goes forward to a generation that was taken back.</summary>
    public void BringBack(ChangeSet changes)
    {
        foreach (var unit in changes.Units)
            unit.Before = UnitImage.Of(unit.Module.Units.GetValueOrDefault(unit.Name));
        Exchange(changes, unit => unit.Before, unit => unit.After);
        foreach (var symbol in changes.Symbols)
            Lead(symbol.Symbol, symbol.After);
        Retire(changes, unit => unit.Before);
    }

    private void Exchange(ChangeSet changes, Func<UnitChange, UnitImage?> from, Func<UnitChange, UnitImage?> to)
    {
        foreach (var change in changes.Units)
        {
            if (from(change) is { } left)
                Committer.Detach(change.Module, left.Unit);
            change.Module.Generation = generation;
        }

        var forgotten = changes.Units.Select(from).OfType<UnitImage>().Select(left => left.Unit).ToList();
        foreach (var module in changes.Units.Select(change => change.Module).Distinct())
            Committer.NoteReplacedUses(module, forgotten.FindAll(unit => unit.Module == module.Name));
        foreach (var change in changes.Units)
        {
            if (to(change) is not { } image)
                continue;
            Restored += CountRetired(image);
            if (from(change) is { } left)
                TellInert(left, image);
            image.Restore(change.Module);
            foreach (var node in image.Nodes)
                node.Unit = image.Unit;
            _attached.Add(image.Unit);
        }

        foreach (var module in changes.Units.Select(change => change.Module).Distinct())
            Committer.RestoreWanters(module, forgotten.FindAll(unit => unit.Module == module.Name));
    }

    private void Lead(Symbol symbol, SymbolLead lead)
    {
        var (definition, leader) = lead;
        if (symbol.Newest is { IsHost: false, Kind: not SymbolKind.Function } old && old.Module != definition.Module)
            symbol.AddFormer(old.Module);
        if (definition is { Kind: SymbolKind.Function } && leader is null && symbol.Newest?.Digest != definition.Digest)
            Patched++;
        symbol.Follow(leader);
        table.Redirect(symbol, definition);
        if (definition.State == SymbolState.Ready)
            table.GoLive(symbol, definition);
    }

    private void Retire(ChangeSet changes, Func<UnitChange, UnitImage?> from)
    {
        foreach (var left in changes.Units.Select(from).OfType<UnitImage>())
        {
            foreach (var definition in left.Definitions)
            {
                if (definition.Symbol.Newest != definition || !definition.Unit!.IsDetached || definition.IsRetired)
                    continue;
                definition.IsRetired = true;
                Retained++;
            }
        }
    }

    private static int CountRetired(UnitImage image)
    {
        int count = 0;
        foreach (var definition in image.Definitions)
            count += definition.IsRetired ? 1 : 0;
        return count;
    }

    private void TellInert(UnitImage left, UnitImage image)
    {
        var digests = new Dictionary<Definition, ulong>();
        for (int i = 0; i < left.Definitions.Length; i++)
        {
            if (left.Definitions[i].Kind is SymbolKind.Data or SymbolKind.ThreadLocal)
                digests.Add(left.Definitions[i], left.Digests[i]);
        }

        for (int i = 0; i < image.Definitions.Length; i++)
        {
            var definition = image.Definitions[i];
            if (digests.TryGetValue(definition, out ulong digest) && digest != image.Digests[i])
            {
                diagnostics.Add(DiagnosticCatalog.InitialiserInert.At(
                    $"the initialiser of {SymbolText.Quote(definition.Symbol.Name)} is another one again, but the running variable keeps its value; "
                    + "let code assign it, or restart the runtime", image.Unit.Name));
            }
        }
    }
}
