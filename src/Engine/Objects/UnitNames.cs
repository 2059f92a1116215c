namespace Graft.Engine.Objects;

/// <summary>Gives the units of one module names of their own.</summary>
internal sealed class UnitNames
{
    private readonly Dictionary<string, int> _timesSeen = new(StringComparer.Ordinal);

    /// <summary>The name, with <c>#2</c> and so on if it has been given already.</summary>
    public string MakeUnique(string name)
    {
        int count = _timesSeen[name] = _timesSeen.GetValueOrDefault(name) + 1;
        return count == 1 ? name : $"{name}#{count}";
    }
}
