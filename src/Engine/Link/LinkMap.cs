namespace Graft.Engine.Link;

/// <summary>Where a link placed its sections, for tools that show or check linked code. Keeps the link's tables alive.</summary>
public sealed class LinkMap
{
    private readonly LinkState _state;

    internal LinkMap(LinkState state) => _state = state;

    /// <summary>The runtime's address of the first GOT entry; entries are 8 bytes.</summary>
    public ulong GotAddress => _state.GotAddress;

    /// <summary>How many GOT entries the link needed.</summary>
    public int GotEntryCount => _state.GotSymbols.Count;

    /// <summary>The runtime's address of a section that was placed by this link; null for others.</summary>
    /// <param name="unit">Index of the unit in the link.</param>
    /// <param name="section">Index of the section in the unit.</param>
    public ulong? AddressOf(int unit, int section)
    {
        ref var place = ref _state.SectionOf(unit, section);
        return place.Fate == SectionFate.Place ? place.Address : null;
    }
}
