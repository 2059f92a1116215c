namespace Graft.Engine.Graph;

/// <summary>A symbol that a unit refers to without defining it.</summary>
/// <param name="Name">The name in the object file, mangled.</param>
/// <param name="Signature">The signature that the unit was compiled for; empty if unknown.</param>
internal readonly record struct GraphWant(string Name, string Signature);
