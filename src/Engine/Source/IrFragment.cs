using System.Collections.Immutable;

namespace Graft.Engine.Source;

/// <summary>
/// A module of its own that defines a few entities of a larger one: their text and just the declarations that they need, in
/// a normal form. Private constants, attribute groups and metadata are numbered by first use and debug information is left
/// out, so that equal fragments give equal code whatever happened around them.
/// </summary>
/// <remarks>
/// Internal functions and variables become hidden ones, since what refers to them is compiled apart. Private constants that
/// have no address of their own (<c>unnamed_addr</c>) are copied. Constants whose value is certain come along as
/// <c>available_externally</c>, functions marked <c>alwaysinline</c> too: what the compiler may look into is in the text.
/// </remarks>
/// <param name="Text">Textual IR, UTF-8.</param>
/// <param name="Digest">Fragments of one digest have one text.</param>
/// <param name="Mentions">What it was written from, besides the module's settings: as long as none of that changes, the fragment does not.</param>
public readonly record struct IrFragment(ReadOnlyMemory<byte> Text, UInt128 Digest, ImmutableArray<FragmentMention> Mentions);
