using Graft.Protocol;
using static Graft.Engine.Objects.Elf.ElfConstants;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>Chooses the blocks of a merged object. One per merge.</summary>
/// <param name="path">The object's place for messages.</param>
/// <param name="diagnostics">Gets what cannot be done.</param>
internal sealed class ObjectMerger(string path, DiagnosticBag diagnostics)
{
    private readonly List<MergeSource> _sources = [];
    private readonly List<EntityBlock> _blocks = [];
    private readonly List<MergeSource> _origins = [];
    private readonly List<BlockKind> _kinds = [];
    private SymbolSpace _space = new();

    /// <summary>By number of a name: one more than the block that defines it, and what becomes of the symbol.</summary>
    private int[] _blockOf = [];
    private byte[] _flags = [];
    private bool _failed;

    /// <summary>Follows a plan; null after an error.</summary>
    public CanonicalObject? Merge(IReadOnlyList<MergeItem> plan, Utf8Name fileName)
    {
        var found = new int[plan.Count];
        int source = -1;
        for (int i = 0; i < found.Length; i++)
        {
            source = SourceOf(plan[i].Source, source);
            found[i] = plan[i].Symbol.IsEmpty ? 0 : Name(plan[i], _sources[source]);
        }

        if (_failed)
            return null;
        _space = _sources.Count == 0 ? _space : _sources.MaxBy(source => source.Object.Blocks.Length)!.Object.Space;
        for (int i = 0; i < found.Length; i++)
        {
            source = SourceOf(plan[i].Source, source);
            if (plan[i].Symbol.IsEmpty)
                TakeRest(_sources[source]);
            else
                Take(_sources[source], found[i], BlockKind.Entity);
        }

        SetFlags(plan);
        return Finish(fileName);
    }

    /// <summary>Replaces blocks; null after an error.</summary>
    public CanonicalObject? Replace(CanonicalObject old, CanonicalObject fresh)
    {
        _space = old.Space;
        var replacements = new Dictionary<int, EntityBlock>();
        foreach (var block in fresh.Blocks)
        {
            if (block.Symbols.Length == 0)
                continue;
            var own = block.In(_space);
            int target = old.BlockOf(own.Ids[0]);
            if (target >= 0 && old.Kinds[target] != BlockKind.Implied && !HasSameSymbols(old, target, own))
                Fail($"'{own.Names[0].Name}' of {fresh.Path} does not define the same symbols as before");
            else if (target >= 0 && old.Kinds[target] != BlockKind.Implied)
                replacements[target] = own;
            else if (!MergeSource.IsImpliable(own))
                Fail($"'{own.Names[0].Name}' of {fresh.Path} is new");
        }

        MergeSource before = new(old), now = new(fresh);
        _sources.AddRange([before, now]);
        for (int i = 0; i < old.Blocks.Length; i++)
        {
            if (old.Kinds[i] == BlockKind.Implied)
                continue;
            bool isReplaced = replacements.TryGetValue(i, out var block);
            Add(isReplaced ? block! : old.Blocks[i], old.Kinds[i], isReplaced ? now : before);
        }

        KeepFlags(old, replacements);
        return Finish(old.FileName);
    }

    private static bool HasSameSymbols(CanonicalObject old, int target, EntityBlock block)
    {
        if (old.Blocks[target].Symbols.Length != block.Symbols.Length)
            return false;
        foreach (int number in block.Ids[..block.Symbols.Length])
        {
            if (old.BlockOf(number) != target)
                return false;
        }

        return true;
    }

    /// <summary>Who was local, or retained, stays so: a merged object that was read says that by its symbols and sections only.</summary>
    private void KeepFlags(CanonicalObject old, Dictionary<int, EntityBlock> replacements)
    {
        MakeRoom();
        for (int i = 0; i < old.Flags.Length && i < _flags.Length; i++)
            _flags[i] |= old.Flags[i];
        foreach (int target in replacements.Keys)
        {
            var block = old.Blocks[target];
            for (int i = 0; i < block.Symbols.Length; i++)
            {
                var symbol = block.Symbols[i];
                bool isRetained = symbol.Section >= 0 && (block.Sections[symbol.Section].Flags & SHF_GNU_RETAIN) != 0;
                _flags[block.Ids[i]] |= (byte)((symbol.Info >> 4 == STB_LOCAL ? MergeFlags.Local : 0) | (isRetained ? MergeFlags.Retained : 0));
            }
        }
    }

    private int SourceOf(CanonicalObject source, int last)
    {
        if (last >= 0 && _sources[last].Object == source)
            return last;
        int index = _sources.FindIndex(entry => entry.Object == source);
        if (index >= 0)
            return index;
        _sources.Add(new(source));
        return _sources.Count - 1;
    }

    private int Name(in MergeItem item, MergeSource source)
    {
        int block = source.Object.BlockOf(item.Symbol);
        if (block < 0)
            Fail($"'{item.Symbol}' is to be taken from {source.Object.Path}, which does not define it");
        else
            source.IsNamed[block] = true;
        return block;
    }

    private void TakeRest(MergeSource source)
    {
        for (int i = 0; i < source.Object.Blocks.Length; i++)
        {
            bool isRest = source.Object.IsMerged ? source.Object.Kinds[i] == BlockKind.Rest : !MergeSource.IsShared(source.Object.Blocks[i]);
            if (isRest && !source.IsNamed[i])
                Take(source, i, BlockKind.Rest);
        }
    }

    private void Take(MergeSource source, int block, BlockKind kind)
    {
        if (source.IsTaken[block])
            return;
        source.IsTaken[block] = true;
        var own = source.Object.Blocks[block];
        var taken = own.In(_space);
        Add(taken, kind, source);
        for (int i = 0; i < own.Symbols.Length; i++)
            _flags[taken.Ids[i]] |= own.Ids[i] < source.Object.Flags.Length ? source.Object.Flags[own.Ids[i]] : (byte)0;
    }

    private void Add(EntityBlock block, BlockKind kind, MergeSource origin)
    {
        MakeRoom();
        _blocks.Add(block);
        _origins.Add(origin);
        _kinds.Add(kind);
        for (int i = 0; i < block.Symbols.Length; i++)
        {
            ref int definer = ref _blockOf[block.Ids[i]];
            if (definer != 0)
                Fail($"'{block.Names[i].Name}' comes from two objects");
            definer = _blocks.Count;
        }
    }

    private void MakeRoom()
    {
        if (_blockOf.Length >= _space.Count)
            return;
        int length = Math.Max(_space.Count, 2 * _blockOf.Length);
        Array.Resize(ref _blockOf, length);
        Array.Resize(ref _flags, length);
    }

    private void SetFlags(IReadOnlyList<MergeItem> plan)
    {
        foreach (var item in plan)
        {
            if (item.Flags != MergeFlags.None)
                _flags[_space.Number(item.Symbol)] |= (byte)item.Flags;
        }
    }

    private CanonicalObject? Finish(Utf8Name fileName)
    {
        AddImplied();
        if (_failed)
            return null;
        return new(_space, [.. _blocks], [.. _kinds])
        {
            Path = path,
            FileName = fileName,
            Flags = _flags,
            IsMerged = true,
            HasNotes = _sources.Exists(source => source.Object.HasNotes),
            IsPatchable = _sources.TrueForAll(source => source.Object.IsPatchable),
            NeedsExecutableStack = _sources.Exists(source => source.Object.NeedsExecutableStack && source.Object.Blocks.Length > 0),
        };
    }

    /// <summary>Adds what others refer to and nobody has taken, in the order of references: from their own source if it has it.</summary>
    private void AddImplied()
    {
        bool offersAny = false;
        foreach (var source in _sources)
            offersAny |= source.Offer(_space);
        MakeRoom();
        for (int i = 0; offersAny && i < _blocks.Count; i++)
        {
            var block = _blocks[i];
            for (int name = block.Symbols.Length; name < block.Names.Length; name++)
            {
                if (block.Names[name].IsWanted && _blockOf[block.Ids[name]] == 0)
                    AddImplied(block.Ids[name], _origins[i]);
            }
        }
    }

    private void AddImplied(int name, MergeSource origin)
    {
        if (origin.Find(name) is { } own)
        {
            Add(own, BlockKind.Implied, origin);
            return;
        }

        foreach (var source in _sources)
        {
            if (source.Find(name) is not { } block)
                continue;
            Add(block, BlockKind.Implied, source);
            return;
        }
    }

    private void Fail(string message)
    {
        const int ErrorLimit = 10;
        if (!_failed || diagnostics.Count < ErrorLimit)
            diagnostics.Add(DiagnosticCatalog.ObjectNotMergeable.At($"{message}; build it again", path));
        _failed = true;
    }
}
