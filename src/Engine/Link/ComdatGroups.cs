using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>Finds a unit's COMDAT groups by their signature. Quick as long as one unit is asked for after the other.</summary>
internal sealed class ComdatGroups(LinkState state)
{
    private readonly Dictionary<Utf8Name, int> _groups = [];
    private int _unit = -1;

    /// <summary>The group of a unit with a signature.</summary>
    public bool TryFind(int unit, Utf8Name signature, out SectionGroup group)
    {
        var all = state.Units[unit].Groups;
        if (_unit != unit)
        {
            _unit = unit;
            _groups.Clear();
            for (int i = 0; i < all.Length; i++)
            {
                if (all[i].IsComdat)
                    _groups.TryAdd(all[i].Signature, i);
            }
        }

        bool isFound = _groups.TryGetValue(signature, out int number);
        group = isFound ? all[number] : default;
        return isFound;
    }
}
