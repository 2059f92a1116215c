using System.Collections.Immutable;
using Graft.Protocol;

namespace Graft.Engine.Objects;

/// <summary>Sections that are linked together or not at all.</summary>
/// <param name="Signature">Name of the group's signature symbol.</param>
/// <param name="IsComdat">Whether only the first group of this signature in a link is used.</param>
/// <param name="Sections">Indices of the members.</param>
public readonly record struct SectionGroup(Utf8Name Signature, bool IsComdat, ImmutableArray<int> Sections);
