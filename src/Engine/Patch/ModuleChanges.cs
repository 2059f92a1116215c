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
    public static ModuleChanges Find(ModuleState live, IReadOnlyList<ObjectInput> inputs)
    {
        var digests = live.Units.ToDictionary(unit => unit.Name, unit => unit.Digest, StringComparer.Ordinal);
        List<ObjectInput> changed = [];
        foreach (var input in inputs)
        {
            if (!digests.Remove(input.Name, out var digest) || digest != input.Digest)
                changed.Add(input);
        }

        return new(changed, [.. digests.Keys.Order(StringComparer.Ordinal)]);
    }
}
