using Graft.Protocol;

namespace Graft;

/// <summary>A symbol that nobody defines.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="Unit">A unit that waits for it.</param>
internal readonly record struct Missing(Symbol Symbol, LoadedUnit Unit)
{
    /// <summary>What a client may know of it.</summary>
    public MissingSymbol ToMissingSymbol()
    {
        foreach (var wanter in Symbol.Wanters)
        {
            if (wanter.Module == Unit.Module)
                return new(Symbol.Name.ToString(), Unit.Module, Unit.Name, wanter.Signature);
        }

        return new(Symbol.Name.ToString(), Unit.Module, Unit.Name, Symbol.Signature);
    }
}
