using Graft.Protocol;

namespace Graft;

/// <summary>A link that is ready to be committed.</summary>
/// <param name="Link">What was promised.</param>
/// <param name="Request">What was written.</param>
internal readonly record struct StagedLink(PendingLink Link, CommitRequest Request);
