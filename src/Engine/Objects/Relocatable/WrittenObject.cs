namespace Graft.Engine.Objects.Relocatable;

/// <summary>An object that was written, for the next one to be written from: after an edit nearly all bytes are the same. Immutable.</summary>
/// <param name="Object">The object.</param>
/// <param name="File">Its bytes, which nobody may change.</param>
/// <param name="Starts">Where each block begins in the file; after the last the end.</param>
/// <param name="Tables">Its numbers and tables.</param>
/// <param name="Frames">Its unwind records.</param>
internal sealed record WrittenObject(CanonicalObject Object, byte[] File, ulong[] Starts, CanonicalTables Tables, FrameTable Frames)
{
    /// <summary>
    /// Compares another object with this one: it may have other blocks of the same shape, so that all sections and symbols keep their numbers and names.
    /// </summary>
    /// <returns>The blocks that are others, rising; null if more is different.</returns>
    public List<int>? FindChanges(CanonicalObject other)
    {
        bool isAlike = other.Space == Object.Space && other.FileName == Object.FileName && other.HasNotes == Object.HasNotes
            && other.IsPatchable == Object.IsPatchable && other.NeedsExecutableStack == Object.NeedsExecutableStack
            && other.Kinds.AsSpan().SequenceEqual(Object.Kinds);
        List<int> changed = [];
        for (int i = 0; isAlike && i < other.Blocks.Length; i++)
        {
            if (other.Blocks[i] == Object.Blocks[i])
                continue;
            isAlike = other.Blocks[i].HasShapeOf(Object.Blocks[i]);
            changed.Add(i);
        }

        return isAlike ? changed : null;
    }
}
