using Graft.Protocol;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>
/// A relocatable object as a list of blocks, one for each entity: its sections, relocations, frames, constants, tables and signatures.
/// Equal blocks in equal order give equal bytes, wherever they came from. Immutable; <see cref="Merge"/> of objects that share
/// a past must not run on two threads at once.
/// </summary>
public sealed class CanonicalObject
{
    private int[]? _blockOf;
    private WrittenObject? _written; // itself, or what it was made from

    internal CanonicalObject(SymbolSpace space, EntityBlock[] blocks, BlockKind[] kinds)
    {
        Space = space;
        Blocks = blocks;
        Kinds = kinds;
        for (int i = 0; i < blocks.Length; i++)
            blocks[i] = blocks[i].In(space);
    }

    /// <summary>Where it comes from, for messages.</summary>
    public required string Path { get; init; }

    /// <summary>Its blocks, in order.</summary>
    internal EntityBlock[] Blocks { get; }

    /// <summary>Why each block is in it.</summary>
    internal BlockKind[] Kinds { get; }

    /// <summary>The numbers of its names.</summary>
    internal SymbolSpace Space { get; }

    /// <summary>By number of a name: what became of it; names beyond the end are as they were.</summary>
    internal byte[] Flags { get; init; } = [];

    /// <summary>Whether it was merged, so that its blocks' kinds mean something.</summary>
    internal bool IsMerged { get; init; }

    /// <summary>Name of its source file (STT_FILE); empty if unknown.</summary>
    internal Utf8Name FileName { get; init; }

    /// <summary>Whether it has notes of Graft's compiler.</summary>
    internal bool HasNotes { get; init; }

    /// <summary>Whether those say that it may be patched function by function.</summary>
    internal bool IsPatchable { get; init; }

    /// <summary>Whether its code wants a stack that can be executed: it has no <c>.note.GNU-stack</c>.</summary>
    internal bool NeedsExecutableStack { get; init; }

    /// <summary>Reads an object, be it fresh from the compiler or a merged one. Never throws on bad bytes.</summary>
    /// <param name="input">The object; its bytes must not change afterwards.</param>
    /// <param name="diagnostics">Gets what is wrong with it.</param>
    /// <returns>The object; null after an error.</returns>
    public static CanonicalObject? Read(ObjectInput input, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(diagnostics);
        return CanonicalReader.Read(input, diagnostics);
    }

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
    public static CanonicalObject? Merge(IReadOnlyList<MergeItem> plan, string fileName, string path, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(fileName);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(diagnostics);
        return new ObjectMerger(path, diagnostics).Merge(plan, Utf8Name.From(fileName));
    }

    /// <summary>Whether an entity of this name is in the object: what a plan may name.</summary>
    public bool Defines(Utf8Name symbol) => BlockOf(symbol) >= 0;

    /// <summary>
    /// This object with those entities that another one defines taken from there; order, and who is local, stay. The quick way for
    /// an edit that adds and removes nothing.
    /// </summary>
    /// <param name="fresh">Fragments' object, of entities that this object has.</param>
    /// <param name="diagnostics">Gets what cannot be done (GRAFT2006).</param>
    /// <returns>The object; null after an error.</returns>
    public CanonicalObject? Replace(CanonicalObject fresh, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(fresh);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var replaced = new ObjectMerger(Path, diagnostics).Replace(this, fresh);
        if (replaced is not null)
            replaced._written = _written;
        return replaced;
    }

    /// <summary>Writes the object. Equal objects give equal bytes, which stay as they are: the next object is written from them.</summary>
    public ReadOnlyMemory<byte> ToBytes()
    {
        _written = CanonicalWriter.Write(this, _written);
        return _written.File;
    }

    /// <summary>Index of the block that defines a symbol; -1 if none does.</summary>
    internal int BlockOf(Utf8Name symbol) => Space.Find(symbol) is >= 0 and var number ? BlockOf(number) : -1;

    /// <summary>Index of the block that defines the symbol of a number; -1 if none does.</summary>
    internal int BlockOf(int number)
    {
        _blockOf ??= IndexSymbols();
        return number < _blockOf.Length ? _blockOf[number] - 1 : -1;
    }

    private int[] IndexSymbols()
    {
        var blockOf = new int[Space.Count];
        for (int i = 0; i < Blocks.Length; i++)
        {
            foreach (int number in Blocks[i].Ids[..Blocks[i].Symbols.Length])
                blockOf[number] = i + 1;
        }

        return blockOf;
    }
}
