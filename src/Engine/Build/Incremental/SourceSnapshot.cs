using Graft.Engine.Objects.Relocatable;
using Graft.Engine.Source;

namespace Graft.Engine.Build;

/// <summary>A source that was built, with all that the next build of it can use. Immutable but for its text, whose memory the builder owns.</summary>
/// <param name="Key">Digest of the options and tools.</param>
/// <param name="Module">The text, cut into entities.</param>
/// <param name="Plan">What is compiled together.</param>
/// <param name="Fragments">The fragments, group by group.</param>
/// <param name="Object">The object.</param>
/// <param name="ObjectDigest">Digest of the object's bytes.</param>
internal sealed record SourceSnapshot(
    UInt128 Key, IrModule Module, FragmentPlan Plan, FragmentRecord[] Fragments, CanonicalObject Object, UInt128 ObjectDigest);
