using Graft.Protocol;

namespace Graft.Engine.Compile;

/// <summary>What became of a <see cref="CompileJob"/>.</summary>
/// <param name="ObjectFile">The object; empty if there was an error.</param>
/// <param name="Diagnostics">What there is to say.</param>
public sealed record CompileReply(ReadOnlyMemory<byte> ObjectFile, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>Whether there is an object.</summary>
    public bool Succeeded => !ObjectFile.IsEmpty;

    /// <summary>No object, for one reason.</summary>
    public static CompileReply Failed(Diagnostic reason) => new(default, [reason]);
}
