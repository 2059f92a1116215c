namespace Graft.Protocol;

/// <summary>Asks the agent to answer once all names have come as far as a state.</summary>
/// <param name="Names">The symbols.</param>
/// <param name="State">The state.</param>
/// <param name="Milliseconds">How long to wait, not negative.</param>
internal readonly record struct WaitRequest(IReadOnlyList<string> Names, SymbolState State, int Milliseconds);
