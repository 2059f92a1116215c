using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Patch;

/// <summary>
/// Absolute symbols of the units that a patch leaves as they are. They are numbers that a link takes in, and no runtime knows them: a patch that wants one
/// has to link its unit, too. Objects are read once somebody asks. For one thread.
/// </summary>
/// <param name="inputs">The objects of all units.</param>
/// <param name="linked">Those that the patch links.</param>
/// <param name="memory">Where their symbols go.</param>
internal sealed class ValuesElsewhere(IReadOnlyList<ObjectInput> inputs, IReadOnlyList<ObjectInput> linked, UnitMemory memory)
{
    private HashSet<Utf8Name>? _names;

    /// <summary>Whether one was found.</summary>
    public bool AreWanted { get; private set; }

    /// <summary>Whether a unit may give others a number, which they have to be linked anew for when it changes.</summary>
    public static bool AreDefinedBy(ObjectUnit unit) => unit.Symbols.Any(IsValue);

    /// <summary>Whether a name is one.</summary>
    public bool Define(Utf8Name name)
    {
        _names ??= Find();
        AreWanted |= _names.Contains(name);
        return AreWanted;
    }

    private static bool IsValue(ObjectSymbol symbol) => symbol.Section == ObjectSymbol.Absolute && symbol.Scope != ObjectSymbolScope.Local;

    // What is wrong with an object is told when it is linked.
    private HashSet<Utf8Name> Find() =>
        [.. ObjectReader.ReadAll([.. inputs.Except(linked)], new DiagnosticBag(), memory)
            .SelectMany(static unit => unit.Symbols.Where(IsValue)).Select(static symbol => symbol.Name)];
}
