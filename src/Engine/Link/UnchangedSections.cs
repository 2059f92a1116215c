using Graft.Engine.Collections;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>
/// Still step 2 of a patch: leaves sections where they are that the agent offered to keep. A digest knows by name what a section refers to; if
/// it holds the address of another section's bytes, not of a stub, both stay or both are placed. What comes back from an older link has another
/// address than what is in use now: who holds that is placed, too. Constants without a name stay with those that
/// used them: what is placed gets its own copy. Linear in sections and relocations.
/// </summary>
internal sealed partial class UnchangedSections : IDisposable
{
    private readonly LinkState _state;
    private readonly ResolveRequest _request;
    private readonly ResolveReply _reply;
    private readonly Role[] _roles;

    /// <summary>Pairs of numbers: a section, and one that holds its address.</summary>
    private readonly PooledList<(int Target, int User)> _uses = new();
    private readonly Stack<int> _open = new();

    private UnchangedSections(LinkState state, ResolveRequest request, ResolveReply reply)
    {
        _state = state;
        _request = request;
        _reply = reply;
        _roles = Pooled.RentZeroed<Role>(state.Sections.Length);
    }

    /// <summary>How labels begin that LLVM gives to exception tables, and that nothing refers to.</summary>
    private static ReadOnlySpan<byte> ExceptionTable => "GCC_except_table"u8;

    private enum Role : byte
    {
        /// <summary>Not placed anyway, or unwind records, which go with their functions.</summary>
        None,

        /// <summary>A constant that nobody can name.</summary>
        Nameless,

        /// <summary>Such a constant that refers to something that is placed: who uses it needs a new one.</summary>
        NamelessMoved,

        /// <summary>The agent offers to keep all that it defines.</summary>
        Offered,

        /// <summary>The same, but not from what is in use now.</summary>
        OfferedBack,

        /// <summary>Is placed.</summary>
        Placed,
    }

    /// <summary>Finds the sections that stay, and takes those out of the link that only these needed.</summary>
    /// <returns>Whether any stays.</returns>
    public static bool Run(LinkState state, ResolveRequest request, ResolveReply reply)
    {
        if (state.Options.IsModuleNew)
            return false;
        using var sections = new UnchangedSections(state, request, reply);
        if (!sections.FindRoles())
            return false;
        sections.CollectUses(ofMoving: true);
        if (sections._open.Count > 0)
        {
            sections.CollectUses(ofMoving: false);
            sections.Spread();
        }

        if (!sections.Keep())
            return false;
        sections.DropUnneeded();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pooled.Return(_roles);
        _uses.Dispose();
    }

    private bool FindRoles()
    {
        for (int unit = 0; unit < _state.Units.Length; unit++)
        {
            var sections = _state.Units[unit].Sections.AsSpan();
            for (int i = 1; i < sections.Length; i++)
            {
                ref var place = ref _state.SectionOf(unit, i);
                if (place.Fate != SectionFate.Place || sections[i].Kind == SectionKind.EhFrame)
                    continue;
                bool isConstant = sections[i].Kind == SectionKind.ReadOnly || sections[i].HoldsTypePointers;
                bool mayLack = isConstant && !sections[i].IsRetained && !place.IsBound;
                _roles[_state.NumberOf(unit, i)] = mayLack ? Role.Nameless : Role.Placed;
            }

            FindNamed(unit);
        }

        bool hasOffers = false;
        for (int i = 0; i < _state.DefinitionCount; i++)
        {
            var origin = _state.Origins[i];
            if (origin.Section == 0)
                continue;
            ref var place = ref _state.SectionOf(origin.Unit, origin.Section);
            ref var role = ref _roles[_state.NumberOf(origin.Unit, origin.Section)];
            hasOffers |= Consider(i, origin, ref place, ref role);
        }

        return hasOffers;
    }

    /// <summary>A constant with a name that the agent does not know is nobody's to keep, unless its address has no meaning.</summary>
    private void FindNamed(int unit)
    {
        foreach (ref readonly var symbol in _state.Units[unit].Symbols.AsSpan())
        {
            if (!symbol.IsInSection || symbol.IsPrivate || symbol.Type == ObjectSymbolType.Section)
                continue;
            ref var role = ref _roles[_state.NumberOf(unit, symbol.Section)];
            if (role != Role.Nameless || symbol.Name.StartsWith(ExceptionTable))
                continue;
            bool isLocal = symbol.Scope == ObjectSymbolScope.Local;
            if (!isLocal || _state.Units[unit].Sections.AsSpan()[symbol.Section].MergeEntity == 0)
                role = Role.Placed;
        }
    }

    /// <summary>Takes the answer about one definition in. All of a section's names must be offered, at one place.</summary>
    private bool Consider(int index, in DefinitionOrigin origin, ref LinkSection place, ref Role role)
    {
        var binding = _reply.Definitions[index];
        bool isOffer = binding.Outcome == DefinitionOutcome.Keep && origin.SymbolId >= 0 && place is { Fate: SectionFate.Place, IsBound: false }
            && !_request.Definitions[index].Kind.IsState();
        if (!isOffer)
        {
            if (role != Role.None)
                (role, place.KeptAs) = (Role.Placed, 0);
            place.IsSplit = true;
            return false;
        }

        ref var symbol = ref _state.Symbols[origin.SymbolId];
        ulong address = binding.Address - symbol.Value;
        if (place.IsSplit || !symbol.IsWhole || (place.KeptAs > 0 && place.Address != address))
        {
            (role, place.KeptAs, place.IsSplit) = (Role.Placed, 0, true);
            return false;
        }

        bool isBack = role == Role.OfferedBack || binding.PreviousDigest != _request.Definitions[index].Digest;
        (role, place.KeptAs, place.Address) = (isBack ? Role.OfferedBack : Role.Offered, index + 1, address);
        return true;
    }

    private void AddUse(int target, int user)
    {
        if (target == user || _roles[user] is not (Role.Offered or Role.OfferedBack or Role.Nameless))
            return;
        if (target == DirectTargets.Elsewhere || _roles[target] is Role.Placed or Role.NamelessMoved or Role.OfferedBack)
            Place(user);
        else
            _uses.Add((target, user));
    }

    private void Place(int section)
    {
        if (_roles[section] is not (Role.Offered or Role.OfferedBack or Role.Nameless))
            return;
        _roles[section] = _roles[section] == Role.Nameless ? Role.NamelessMoved : Role.Placed;
        _open.Push(section);
    }

    /// <summary>Who holds the address of something that is placed is placed.</summary>
    private void Spread()
    {
        using var users = new Grouping<int>(_state.Sections.Length);
        foreach (ref var use in _uses.AsSpan())
            users.Count(use.Target);
        users.Allot();
        foreach (ref var use in _uses.AsSpan())
            users.Add(use.Target, use.User);
        while (_open.TryPop(out int section))
        {
            foreach (int user in users[section])
                Place(user);
        }
    }

    private bool Keep()
    {
        bool keepsAny = false;
        for (int i = 0; i < _state.Sections.Length; i++)
        {
            if (_roles[i] is not (Role.Offered or Role.OfferedBack))
                continue;
            _state.Sections[i].Fate = SectionFate.Keep;
            keepsAny = true;
        }

        return keepsAny;
    }

    /// <summary>Takes nameless constants out of the link that nothing placed refers to.</summary>
    private void DropUnneeded()
    {
        var needed = new NeededSections(_state);
        for (int unit = 0; unit < _state.Units.Length; unit++)
        {
            var sections = _state.Units[unit].Sections.AsSpan();
            for (int i = 1; i < sections.Length; i++)
            {
                bool isPlaced = _roles[_state.NumberOf(unit, i)] == Role.Placed
                    || (sections[i].LinkedTo > 0 && _roles[_state.NumberOf(unit, sections[i].LinkedTo)] == Role.Placed);
                if (isPlaced && _state.SectionOf(unit, i).Fate == SectionFate.Place)
                    needed.Add(unit, i);
                else if (sections[i].Kind == SectionKind.EhFrame)
                    needed.AddFrames(unit, i);
            }
        }

        needed.Follow();
        for (int i = 0; i < _state.Sections.Length; i++)
        {
            if (_roles[i] is Role.Nameless or Role.NamelessMoved && !needed.Contains(i))
                _state.Sections[i].Fate = SectionFate.Drop;
        }
    }
}
