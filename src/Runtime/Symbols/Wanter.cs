namespace Graft;

/// <summary>Who wants a symbol, for messages.</summary>
/// <param name="Module">The module.</param>
/// <param name="Unit">The first unit of the module that does.</param>
/// <param name="Signature">What it was compiled for.</param>
/// <param name="IsWeak">Whether it does without.</param>
internal readonly record struct Wanter(string Module, string Unit, string Signature, bool IsWeak);
