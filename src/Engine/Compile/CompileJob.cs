namespace Graft.Engine.Compile;

/// <summary>One piece of IR to be made into an object.</summary>
/// <param name="Path">Where it comes from, for messages; only its file name can reach the object.</param>
/// <param name="Ir">LLVM IR, text or bitcode.</param>
/// <param name="OptimizationLevel">0 to 3.</param>
/// <param name="Patchable">
/// Whether functions are to be replaced one by one: no pass looks into two of them, and the object's notes ask for calls inside
/// the unit to go through stubs.
/// </param>
public sealed record CompileJob(string Path, ReadOnlyMemory<byte> Ir, int OptimizationLevel, bool Patchable)
{
    /// <summary>Whether it is a part of the file: then the file's name does not reach the object, which depends on the part's text alone.</summary>
    public bool IsFragment { get; init; }

    /// <summary>Whether functions begin with room for a jump, so that calls of them need no stub.</summary>
    public bool DirectCalls { get; init; } = true;

    /// <summary>Whether textual IR is wanted instead of an object: bitcode becomes text, which can be cut into functions.</summary>
    public bool AsText { get; init; }
}
