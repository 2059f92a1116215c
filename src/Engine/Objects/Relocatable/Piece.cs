namespace Graft.Engine.Objects.Relocatable;

/// <summary>A stretch of a section that blocks have copies of.</summary>
/// <param name="Section">The section.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="Size">Its size in bytes.</param>
internal readonly record struct Piece(int Section, int Start, int Size)
{
    /// <summary>The end of it.</summary>
    public int End => Start + Size;
}
