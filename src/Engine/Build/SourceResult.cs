using Graft.Client;
using Graft.Protocol;

namespace Graft.Engine.Build;

/// <summary>What became of one source.</summary>
/// <param name="Diagnostics">What there is to say.</param>
/// <param name="Headers">The headers that it reads.</param>
/// <param name="Origin">Where its object came from.</param>
internal sealed record SourceResult(IReadOnlyList<Diagnostic> Diagnostics, IReadOnlyList<string> Headers, ObjectOrigin Origin)
{
    /// <summary>The object, if it is in memory.</summary>
    public ReadOnlyMemory<byte> Object { get; init; }

    /// <summary>Digest of <see cref="Object"/>.</summary>
    public UInt128 ObjectDigest { get; init; }

    /// <summary>Writes the object and what belongs to it, if that was put off.</summary>
    public Lazy<Task>? Files { get; init; }

    /// <summary>Folders where a new file may take a header's place.</summary>
    public IReadOnlyCollection<string> Watched { get; init; } = [];

    /// <summary>Whether no input was written while it was read.</summary>
    public bool IsSettled { get; init; } = true;

    /// <summary>Functions that LLVM compiled, if the source was compiled in parts.</summary>
    public int FunctionsCompiled { get; init; }

    /// <summary>Functions that were in the cache, likewise.</summary>
    public int FunctionsFromCache { get; init; }

    /// <summary>Where the time went.</summary>
    public BuildTimes Times { get; init; }
}

/// <summary>Where an object came from.</summary>
internal enum ObjectOrigin
{
    /// <summary>LLVM made it or a part of it, or tried to.</summary>
    Compiled,

    /// <summary>It was in the cache, or those of its functions that changed were; or it is made of what a host remembers.</summary>
    Cached,

    /// <summary>It was there already.</summary>
    UpToDate,
}
