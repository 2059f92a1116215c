using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>Still step 2: weak definitions that another module's make unnecessary give way, with what belongs to them alone.</summary>
internal sealed class Yielding(LinkState state, ResolveReply reply)
{
    private readonly ComdatGroups _groups = new(state);

    /// <summary>By section, whether a definition of it stays; made once one gives way, which is seldom.</summary>
    private bool[]? _isNeeded;

    public void Apply(in DefinitionOrigin origin, in DefinitionBinding binding)
    {
        ref var symbol = ref state.Symbols[origin.SymbolId];
        symbol.Standing = Standing.Elsewhere;
        symbol.IsRedirectable = binding.Body != 0;
        symbol.Direct = symbol.IsRedirectable ? binding.Body : binding.Address;
        if (_groups.TryFind(origin.Unit, state.NameOf(symbol), out var group))
            SymbolResolution.Drop(state, origin.Unit, group);
        _isNeeded ??= FindNeeded();
        if (origin.Section == 0 || _isNeeded[state.NumberOf(origin.Unit, origin.Section)])
            return;

        // A section that holds nothing else is not needed any more. Code is: tables in other sections refer into it.
        ref readonly var section = ref state.Units[origin.Unit].Sections.AsSpan()[origin.Section];
        if (section.Kind != SectionKind.Code && symbol.IsWhole)
            state.SectionOf(origin.Unit, origin.Section).Fate = SectionFate.Drop;
    }

    private bool[] FindNeeded()
    {
        var isNeeded = new bool[state.Sections.Length];
        for (int i = 0; i < state.DefinitionCount; i++)
        {
            ref var origin = ref state.Origins[i];
            isNeeded[state.NumberOf(origin.Unit, origin.Section)] |= reply.Definitions[i].Outcome != DefinitionOutcome.Yield;
        }

        return isNeeded;
    }
}
