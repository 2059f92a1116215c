namespace Graft.Engine.Link;

/// <summary>Holds the contents of one unit after the other, for a step that goes through them; ends with <see cref="Dispose"/>.</summary>
internal struct ContentsHold(LinkState state, LinkErrors errors) : IDisposable
{
    private int _unit = -1;
    private bool _isHeld;

    /// <summary>Holds a unit's contents instead of the last one's.</summary>
    /// <returns>False if they have changed since they were read first, which is then among the errors.</returns>
    public bool TryMoveTo(int unit)
    {
        if (unit == _unit)
            return _isHeld;
        Dispose();
        (_unit, _isHeld) = (unit, state.TryHold(unit, errors));
        return _isHeld;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isHeld)
            state.Units[_unit].Contents.Release();
        _isHeld = false;
    }
}
