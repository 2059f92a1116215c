using System.Collections.Immutable;
using Graft.Engine.Source;

namespace Graft.Engine.Build;

/// <summary>
/// Finds the fragments of a new text that need not even be written: nothing that the old fragment was written from changed.
/// Entities are known by their names, wherever they stand now.
/// </summary>
internal sealed class FragmentReuse
{
    private readonly SourceTrace _trace;
    private readonly IrModule _module;

    /// <summary>By old entity: where it is now, -1 if it is gone or changed; and whether only a function's body changed.</summary>
    private readonly int[] _now;
    private readonly bool[] _isNewBody;

    private FragmentReuse(SourceTrace trace, IrModule module)
    {
        _trace = trace;
        _module = module;
        _now = new int[trace.Entities.Length];
        _isNewBody = new bool[trace.Entities.Length];
        for (int i = 0; i < _now.Length; i++)
        {
            var (name, digests) = trace.Entities[i];
            if (!name.IsEmpty)
                Match(i, module.Find(name.Span), digests);
        }
    }

    /// <summary>Finds them.</summary>
    /// <param name="trace">The build before.</param>
    /// <param name="module">The new text.</param>
    /// <param name="plan">Its plan.</param>
    /// <returns>For each group of the plan the old fragment, if it still holds.</returns>
    public static FragmentRecord?[] Find(SourceTrace trace, IrModule module, FragmentPlan plan)
    {
        var found = new FragmentRecord?[plan.Groups.Length];
        if (trace.Settings != SourceTrace.SettingsOf(module))
            return found;
        var reuse = new FragmentReuse(trace, module);
        var groups = ByKey(trace);
        for (int i = 0; i < found.Length; i++)
        {
            if (groups.TryGetValue(plan.Groups[i].Key, out int old))
                found[i] = reuse.Find(trace.Groups[old], plan.Groups[i]);
        }

        return found;
    }

    /// <summary>The groups of a build by their keys.</summary>
    public static Dictionary<ReadOnlyMemory<byte>, int> ByKey(SourceTrace trace)
    {
        Dictionary<ReadOnlyMemory<byte>, int> groups = new(trace.Groups.Length, IrNames.Comparer);
        for (int i = 0; i < trace.Groups.Length; i++)
            groups[trace.Groups[i].Group.Key] = i;
        return groups;
    }

    private void Match(int old, int now, in EntityDigests digests)
    {
        _now[old] = -1;
        if (now < 0)
            return;
        var current = EntityDigests.Of(_module, now);
        if (current.Header != digests.Header)
            return;
        _now[old] = now;
        _isNewBody[old] = current.Whole != digests.Whole;
    }

    private FragmentRecord? Find((FragmentGroup Group, FragmentRecord Fragment) old, FragmentGroup group)
    {
        if (old.Group.Members.Length != group.Members.Length)
            return null;
        for (int i = 0; i < group.Members.Length; i++)
        {
            if (_now[old.Group.Members[i]] != group.Members[i])
                return null;
        }

        var mentions = old.Fragment.Mentions;
        var mapped = new FragmentMention[mentions.Length];
        for (int i = 0; i < mapped.Length; i++)
        {
            var (entity, isWhole) = mentions[i];
            if (_now[entity] < 0 || (isWhole && _isNewBody[entity]))
                return null;
            mapped[i] = new(_now[entity], isWhole);
        }

        return new(old.Fragment.Digest, ImmutableArray.Create(mapped));
    }
}
