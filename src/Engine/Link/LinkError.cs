using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>One mistake that a link found, and in how many places.</summary>
/// <param name="first">The first place.</param>
internal sealed class LinkError(Diagnostic first)
{
    /// <summary>Its code.</summary>
    public string Code => first.Code;

    /// <summary>What makes errors one mistake; null if it stands for itself.</summary>
    public (string Code, ObjectUnit Unit, Utf8Name Symbol)? Place { get; init; }

    /// <summary>How many places of the same unit have it too.</summary>
    public int FurtherPlaces { get; set; }

    /// <summary>What is told.</summary>
    public Diagnostic ToDiagnostic() => FurtherPlaces switch
    {
        0 => first,
        1 => first with { Message = first.Message + "; the object has 1 more such reference" },
        _ => first with { Message = first.Message + $"; the object has {FurtherPlaces} more such references" },
    };
}
