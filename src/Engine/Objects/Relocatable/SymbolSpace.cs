using Graft.Protocol;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>
/// A number for each name, shared by an object and those that are made of it, so that names are looked up once per block and not at
/// each merge. It only grows. Not thread-safe.
/// </summary>
internal sealed class SymbolSpace
{
    private readonly Dictionary<Utf8Name, int> _numbers = [];

    /// <summary>How many numbers there are.</summary>
    public int Count => _numbers.Count;

    /// <summary>The number of a name, a new one if it has none.</summary>
    public int Number(Utf8Name name)
    {
        if (!_numbers.TryGetValue(name, out int number))
            _numbers.Add(name, number = _numbers.Count);
        return number;
    }

    /// <summary>The number of a name; -1 if it has none.</summary>
    public int Find(Utf8Name name) => _numbers.GetValueOrDefault(name, -1);
}
