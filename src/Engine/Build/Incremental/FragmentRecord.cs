using System.Collections.Immutable;
using Graft.Engine.Source;

namespace Graft.Engine.Build;

/// <summary>What is remembered of a fragment instead of its text.</summary>
/// <param name="Digest">Digest of its text.</param>
/// <param name="Mentions">What it was written from.</param>
internal sealed record FragmentRecord(UInt128 Digest, ImmutableArray<FragmentMention> Mentions);
