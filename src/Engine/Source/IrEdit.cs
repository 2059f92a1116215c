using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Graft.Engine.Source;

/// <summary>
/// What an edit did to a module, where that is simple: the same entities in the same order, and only bodies of functions changed.
/// Found by what the two texts have in common before and after the edit; only what is between is read anew.
/// </summary>
internal static class IrEdit
{
    /// <summary>Finds the edit.</summary>
    /// <param name="old">The module before.</param>
    /// <param name="text">The text after; another memory than the old one.</param>
    /// <param name="common">What both are known to have in common; nothing if that is not known.</param>
    /// <param name="changed">Gets the functions whose bodies changed.</param>
    /// <returns>The module after; null if more than bodies changed.</returns>
    public static IrModule? Apply(IrModule old, ReadOnlyMemory<byte> text, CommonEnds common, List<int> changed)
    {
        ReadOnlySpan<byte> before = old.Text.Span, after = text.Span;
        var (prefix, suffix) = common.Extend(before, after);
        if (prefix == before.Length && prefix == after.Length)
            return old.With(text, old.Entities);
        int moved = after.Length - before.Length;

        var entities = old.Entities.AsSpan();
        int first = FirstReaching(entities, prefix);
        int last = FirstFrom(entities, Math.Max(before.Length - suffix, first < entities.Length ? entities[first].Start : 0));
        int start = first == 0 ? 0 : entities[first - 1].Start + entities[first - 1].Length;
        var read = IrSplitter.Split(after, Math.Min(start, prefix), place => last < old.Entities.Length && IsStart(old, ref last, place - moved));
        if (read is null || read.Count != last - first)
            return null;

        var result = new IrEntity[entities.Length];
        entities.CopyTo(result);
        for (int i = first; i < last; i++)
        {
            var now = read[i - first];
            if (!IsSameButBody(entities[i], before, now, after))
                return null;
            if (!TextOf(entities[i], before).SequenceEqual(TextOf(now, after)))
                changed.Add(i);
            result[i] = now with { Name = entities[i].Name };
        }

        foreach (ref var entity in result.AsSpan(last))
            entity = entity with { Start = entity.Start + moved };
        var module = old.With(text, ImmutableCollectionsMarshal.AsImmutableArray(result));
        return changed.TrueForAll(entity => HasBodyAlone(old, entity) && HasBodyAlone(module, entity)) ? module : null;
    }

    /// <summary>The first entity that an edit at a place may have touched.</summary>
    private static int FirstReaching(ReadOnlySpan<IrEntity> entities, int place)
    {
        int low = 0, high = entities.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (entities[middle].Start + entities[middle].Length < place)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>The first entity that begins at a place or after it.</summary>
    private static int FirstFrom(ReadOnlySpan<IrEntity> entities, int place)
    {
        int low = 0, high = entities.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (entities[middle].Start < place)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Whether an entity of the text before begins at a place; goes on to the first that does not begin before it.</summary>
    private static bool IsStart(IrModule old, ref int entity, int place)
    {
        while (entity < old.Entities.Length && old.Entities[entity].Start < place)
            entity++;
        return entity < old.Entities.Length && old.Entities[entity].Start == place;
    }

    private static bool IsSameButBody(in IrEntity old, ReadOnlySpan<byte> before, in IrEntity now, ReadOnlySpan<byte> after)
    {
        if (old.Kind != now.Kind || !old.Name.Span.SequenceEqual(now.Name.Span))
            return false;
        ReadOnlySpan<byte> was = TextOf(old, before), becomes = TextOf(now, after);
        return old.Kind == IrEntityKind.Function
            ? was[..old.HeaderLength].SequenceEqual(becomes[..now.HeaderLength])
            : old.Kind == IrEntityKind.Ignored || was.SequenceEqual(becomes);
    }

    /// <summary>Whether nothing but its own code depends on a function's body: it is not copied into callers, and no data holds its labels.</summary>
    private static bool HasBodyAlone(IrModule module, int entity) =>
        module.Entities[entity].Kind != IrEntityKind.Function
        || (!new FragmentLinkage(module).IsAlwaysInlined(entity) && module.TextOf(entity).IndexOf(FragmentLinkage.LabelAddress) < 0);

    private static ReadOnlySpan<byte> TextOf(in IrEntity entity, ReadOnlySpan<byte> text) => text.Slice(entity.Start, entity.Length);
}
