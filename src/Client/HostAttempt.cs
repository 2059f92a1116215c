namespace Graft.Client;

/// <summary>What came of trying to reach an engine.</summary>
/// <param name="Session">The connection, or null.</param>
/// <param name="Reason">Why there is none, for a message; empty if there is one.</param>
/// <param name="IsFinal">Whether trying again cannot help.</param>
internal readonly record struct HostAttempt(HostSession? Session, string Reason, bool IsFinal = false);
