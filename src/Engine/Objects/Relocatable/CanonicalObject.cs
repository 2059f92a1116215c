using Graft.Protocol;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>
/// A relocatable object as a list of blocks, one for each entity: its sections, relocations, frames, constants, tables and signatures.
/// Equal blocks in equal order give equal bytes, wherever they came from. Immutable; <see cref="Merge"/> of objects that share
/// a past must not run on two threads at once.
/// </summary>
public sealed class CanonicalObject
{
    private CanonicalObject()
    {
    }

    /// <summary>Reads an object, be it fresh from the compiler or a merged one. Never throws on bad bytes.</summary>
    /// <param name="input">The object; its bytes must not change afterwards.</param>
    /// <param name="diagnostics">Gets what is wrong with it.</param>
    /// <returns>The object; null after an error.</returns>
    public static CanonicalObject? Read(ObjectInput input, DiagnosticBag diagnostics) => throw new NotImplementedException();

    /// <summary>
    /// Makes an object of entities of others, in the order of the plan. Entities that stand or fall together (a function and its
    /// aliases, variables of one named section) come at the first line that names one of them, and must be of one source. What only
    /// LLVM knows of and others refer to (such as <c>DW.ref.__gxx_personality_v0</c>) comes along at the end.
    /// </summary>
    /// <param name="plan">Entities and rests; an entity may be named once.</param>
    /// <param name="fileName">Name of the source file, for the symbol table (STT_FILE); none if empty.</param>
    /// <param name="path">The object's place for messages.</param>
    /// <param name="diagnostics">Gets what cannot be done (GRAFT2006).</param>
    /// <returns>The object; null after an error.</returns>
    public static CanonicalObject? Merge(IReadOnlyList<MergeItem> plan, string fileName, string path, DiagnosticBag diagnostics) =>
        throw new NotImplementedException();

    /// <summary>Whether an entity of this name is in the object: what a plan may name.</summary>
    public bool Defines(Utf8Name symbol) => throw new NotImplementedException();

    /// <summary>
    /// This object with those entities that another one defines taken from there; order, and who is local, stay. The quick way for
    /// an edit that adds and removes nothing.
    /// </summary>
    /// <param name="fresh">Fragments' object, of entities that this object has.</param>
    /// <param name="diagnostics">Gets what cannot be done (GRAFT2006).</param>
    /// <returns>The object; null after an error.</returns>
    public CanonicalObject? Replace(CanonicalObject fresh, DiagnosticBag diagnostics) => throw new NotImplementedException();

    /// <summary>Writes the object. Equal objects give equal bytes.</summary>
    public byte[] ToBytes() => throw new NotImplementedException();
}
