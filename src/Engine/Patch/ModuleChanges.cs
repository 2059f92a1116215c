using Graft.Engine.Link;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Patch;

/// <summary>What a module's new content changes of the live one.</summary>
/// <param name="Changed">Objects that are new, or not the ones their units were linked from.</param>
/// <param name="Removed">Names of units that the module no longer has.</param>
internal sealed record ModuleChanges(IReadOnlyList<ObjectInput> Changed, IReadOnlyList<string> Removed)
{
    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Changed.Count == 0 && Removed.Count == 0;

    /// <summary>Compares a live module with its new content, by the digests of the objects.</summary>
    /// <param name="live">The module as it is.</param>
    /// <param name="inputs">Its new content.</param>
    /// <param name="options">
    /// How it is linked. If unused sections are left out, what is needed of one unit follows from all others: then they change together.
    /// </param>
    public static ModuleChanges Find(ModuleState live, IReadOnlyList<ObjectInput> inputs, LinkOptions options)
    {
        var digests = live.Units.ToDictionary(unit => unit.Name, unit => unit.Digest, StringComparer.Ordinal);
        List<ObjectInput> changed = [];
        foreach (var input in inputs)
        {
            if (!digests.Remove(input.Name, out var digest) || digest != options.Identify(input.Digest))
                changed.Add(input);
        }

        var changes = new ModuleChanges(changed, [.. digests.Keys.Order(StringComparer.Ordinal)]);
        return options.GcSections && !changes.IsEmpty ? changes with { Changed = inputs } : changes;
    }

    /// <summary>
    /// Whether units can only be linked together with all others of their module: they contribute to sections that somebody
    /// may ask the bounds of, or ask themselves; or they move a variable, which all others that use it have to follow, or give others a number.
    /// </summary>
    public static bool NeedWholeModule(IEnumerable<ObjectUnit> units) =>
        units.Any(unit => SectionBounds.Concern(unit) || Migrates(unit) || ValuesElsewhere.AreDefinedBy(unit));

    private static bool Migrates(ObjectUnit unit)
    {
        foreach (ref readonly var symbol in unit.Symbols.AsSpan())
        {
            if (symbol.IsDefined && symbol.Name.StartsWith(MigrationName.Prefix))
                return true;
        }

        return false;
    }
}
