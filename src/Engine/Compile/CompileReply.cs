using Graft.Protocol;

namespace Graft.Engine.Compile;

/// <summary>What became of a <see cref="CompileJob"/>.</summary>
/// <param name="ObjectFile">The object, or the text that was asked for; empty if there was an error.</param>
/// <param name="Diagnostics">What there is to say.</param>
public sealed record CompileReply(ReadOnlyMemory<byte> ObjectFile, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>How long LLVM needed in the worker, in milliseconds; 0 if the object is from the cache.</summary>
    public double Milliseconds { get; init; }

    /// <summary>Whether there is an object.</summary>
    public bool Succeeded => !ObjectFile.IsEmpty;

    /// <summary>No object, for one reason.</summary>
    public static CompileReply Failed(Diagnostic reason) => new(default, [reason]);
}
