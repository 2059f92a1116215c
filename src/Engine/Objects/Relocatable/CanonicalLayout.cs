using System.Runtime.InteropServices;
using Graft.Engine.Objects.Elf;
using Graft.Protocol;
using static Graft.Engine.Objects.Elf.ElfConstants;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>
/// Numbers for the sections and symbols of an object that is written. Sections: each block's, each followed by its relocations,
/// a group before its first member; then the tables. Symbols: the file; block by block sections that are referred to and local symbols;
/// groups' names that are nothing else; block by block what is defined; wants by first reference.
/// </summary>
internal sealed class CanonicalLayout
{
    private readonly CanonicalObject _object;
    private readonly int[] _firstSections;
    private readonly byte[] _flags;
    private readonly Dictionary<(int Name, uint Flags), int> _groupIndices = [];

    public CanonicalLayout(CanonicalObject merged)
    {
        _object = merged;
        _firstSections = new int[merged.Blocks.Length + 1];
        _flags = merged.Flags;
        SymbolOf = new int[merged.Space.Count];
        NumberSections();
        NumberSymbols();
    }

    /// <summary>By block: where its sections begin in the flat tables below; after the last the end.</summary>
    public ReadOnlySpan<int> FirstSections => _firstSections;

    /// <summary>By flat section: its number in the file. Its relocations, if it has any, are the next.</summary>
    public int[] SectionNumbers { get; private set; } = [];

    /// <summary>By flat section: index of its symbol; 0 if it has none.</summary>
    public int[] SectionSymbols { get; private set; } = [];

    /// <summary>By number of a name: index of its symbol.</summary>
    public int[] SymbolOf { get; }

    /// <summary>The groups, in order.</summary>
    public List<LayoutGroup> Groups { get; } = [];

    /// <summary>Number of the first section after the blocks'.</summary>
    public int FirstTable { get; private set; }

    /// <summary>How many symbols there are, and how many of them are local.</summary>
    public int SymbolCount { get; private set; }

    /// <inheritdoc cref="SymbolCount"/>
    public int LocalCount { get; private set; }

    /// <summary>Names that nobody defines, in the order of their symbols, the groups' own first.</summary>
    public List<LayoutWant> Wants { get; } = [];

    /// <summary>How many of <see cref="Wants"/> are names of groups and nothing else.</summary>
    public int GroupNameCount { get; private set; }

    /// <summary>Index of the group that a section is a member of.</summary>
    public int GroupOf(EntityBlock block, in BlockSection section) => _groupIndices[(block.Ids[section.Group], section.GroupFlags)];

    /// <summary>Whether a symbol of a block is local.</summary>
    public bool IsLocal(EntityBlock block, int symbol) =>
        block.Symbols[symbol].Info >> 4 == STB_LOCAL || (FlagsOf(block.Ids[symbol]) & MergeFlags.Local) != 0;

    /// <summary>What becomes of a name.</summary>
    public MergeFlags FlagsOf(int name) => name < _flags.Length ? (MergeFlags)_flags[name] : MergeFlags.None;

    private void NumberSections()
    {
        int total = 0;
        for (int i = 0; i < _object.Blocks.Length; i++)
        {
            _firstSections[i] = total;
            total += _object.Blocks[i].Sections.Length;
        }

        _firstSections[^1] = total;
        SectionNumbers = new int[total];
        SectionSymbols = new int[total];
        int flat = 0, number = 1;
        foreach (var block in _object.Blocks)
        {
            foreach (ref readonly var section in block.Sections.AsSpan())
            {
                if (section.Group >= 0)
                    NumberGroup(block, section, ref number);
                SectionNumbers[flat++] = number++;
                number += section.RelocationCount > 0 ? 1 : 0;
            }
        }

        FirstTable = number;
    }

    private void NumberGroup(EntityBlock block, in BlockSection section, ref int number)
    {
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_groupIndices, (block.Ids[section.Group], section.GroupFlags), out bool exists);
        if (!exists)
        {
            index = Groups.Count;
            Groups.Add(new LayoutGroup(block.Ids[section.Group], block.Names[section.Group].Name, section.GroupFlags, number++));
        }

        Groups[index].Members.Add(number);
        if (section.RelocationCount > 0)
            Groups[index].Members.Add(number + 1);
    }

    private void NumberSymbols()
    {
        const int Defined = -1, Wanted = -2;
        foreach (var block in _object.Blocks)
        {
            foreach (int name in block.Ids[..block.Symbols.Length])
                SymbolOf[name] = Defined;
        }

        FindWants(Wanted);
        int next = _object.FileName.IsEmpty ? 1 : 2;
        NumberLocals(ref next);
        foreach (ref readonly var want in CollectionsMarshal.AsSpan(Wants)[..GroupNameCount])
            SymbolOf[want.Id] = next++;
        LocalCount = next;
        foreach (var block in _object.Blocks)
        {
            for (int i = 0; i < block.Symbols.Length; i++)
            {
                if (!IsLocal(block, i))
                    SymbolOf[block.Ids[i]] = next++;
            }
        }

        foreach (ref readonly var want in CollectionsMarshal.AsSpan(Wants)[GroupNameCount..])
            SymbolOf[want.Id] = next++;
        SymbolCount = next;
    }

    private void NumberLocals(ref int next)
    {
        int flat = 0;
        foreach (var block in _object.Blocks)
        {
            foreach (ref readonly var section in block.Sections.AsSpan())
            {
                if (section.HasSymbol)
                    SectionSymbols[flat] = next++;
                flat++;
            }

            for (int i = 0; i < block.Symbols.Length; i++)
            {
                if (IsLocal(block, i))
                    SymbolOf[block.Ids[i]] = next++;
            }
        }
    }

    /// <summary>Finds names that no block defines. A want is weak if all who refer to it say so, and as hidden as the strictest of them says.</summary>
    private void FindWants(int mark)
    {
        foreach (var block in _object.Blocks)
        {
            var ids = block.Ids;
            for (int i = block.Symbols.Length; i < ids.Length; i++)
            {
                ref int state = ref SymbolOf[ids[i]];
                ref readonly var name = ref block.Names[i];
                if (!name.IsWanted || state > 0)
                    continue;
                if (state == 0)
                {
                    Wants.Add(new(ids[i], name));
                    state = mark - Wants.Count;
                }
                else if (state < mark)
                {
                    ref var known = ref CollectionsMarshal.AsSpan(Wants)[mark - state - 1];
                    known = known with { Name = Combine(known.Name, name) };
                }
            }
        }

        List<LayoutWant> groups = [];
        foreach (var group in Groups)
        {
            if (SymbolOf[group.Id] != 0)
                continue;
            groups.Add(new(group.Id, new(group.Name, STB_LOCAL << 4 | STT_NOTYPE, 0, default, false)));
            SymbolOf[group.Id] = mark;
        }

        GroupNameCount = groups.Count;
        Wants.InsertRange(0, groups);
    }

    private static BlockName Combine(in BlockName left, in BlockName right)
    {
        int bind = left.Info >> 4 == STB_WEAK && right.Info >> 4 == STB_WEAK ? STB_WEAK : STB_GLOBAL;
        int type = Math.Max(left.Info & 0xf, right.Info & 0xf);
        int mine = left.Other & 3, theirs = right.Other & 3;
        int visibility = mine == STV_DEFAULT ? theirs : theirs == STV_DEFAULT ? mine : Math.Min(mine, theirs);
        return left with
        {
            Info = (byte)(bind << 4 | type),
            Other = (byte)((left.Other & ~3) | visibility),
            Signature = left.Signature.IsEmpty ? right.Signature : left.Signature,
        };
    }
}

/// <summary>A group of sections of an object that is written.</summary>
/// <param name="Id">Number of its signature's name.</param>
/// <param name="Name">Its signature's name.</param>
/// <param name="Flags">Its flags (GRP_COMDAT).</param>
/// <param name="Number">Number of its section.</param>
internal sealed record LayoutGroup(int Id, Utf8Name Name, uint Flags, int Number)
{
    /// <summary>Numbers of the members.</summary>
    public List<int> Members { get; } = [];
}

/// <summary>A name that nobody in the object defines.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">What those say of it who refer to it.</param>
internal readonly record struct LayoutWant(int Id, BlockName Name);
