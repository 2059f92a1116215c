using Graft.Client;
using Graft.Protocol;

namespace Graft.Engine.Build;

/// <summary>What became of a source that was compiled in parts.</summary>
/// <param name="Snapshot">The source as it is now; null if it cannot be compiled in parts, or one part could not.</param>
/// <param name="Object">The object's bytes.</param>
/// <param name="Diagnostics">Warnings; if there is no snapshot, why LLVM did not come to an end.</param>
/// <param name="Compiled">How many functions LLVM compiled.</param>
/// <param name="FromCache">How many were in the cache.</param>
/// <param name="Times">Where the time went.</param>
internal sealed record IncrementalResult(
    SourceSnapshot? Snapshot, ReadOnlyMemory<byte> Object, IReadOnlyList<Diagnostic> Diagnostics, int Compiled, int FromCache, BuildTimes Times)
{
    /// <summary>The source has to be compiled as a whole: LLVM then also says what is wrong with it.</summary>
    public static IncrementalResult Whole(BuildTimes times) => new(null, default, [], 0, 0, times);
}
