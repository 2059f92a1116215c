using Graft.Engine.Objects;

namespace Graft.Engine.Link;

/// <summary>A field that is being relocated, and the section around it.</summary>
internal ref struct Site
{
    public int Unit;
    public int Section;
    public SectionKind Kind;

    /// <summary>Whether calls inside the unit go through stubs.</summary>
    public bool IsPatchable;

    /// <summary>The section's bytes in the object.</summary>
    public ReadOnlySpan<byte> Source;

    /// <summary>The section's bytes in the slab.</summary>
    public Span<byte> Target;

    /// <summary>The section's address in the runtime.</summary>
    public ulong Address;

    /// <summary>The field's offset in <see cref="Target"/>.</summary>
    public int Offset;
}
