using Graft.Protocol;

namespace Graft;

/// <summary>
/// The process's one copy of <see cref="ThreadSupportX64"/>, mapped for good: threads come back to it when they end, which may be
/// after the runtime whose modules they used. Thread-safe.
/// </summary>
internal sealed class ThreadSupport
{
    private static readonly Lazy<ThreadSupport> TheOnly = new(static () => new());

    private ThreadSupport()
    {
        var functions = ThreadFunctions.Find();
        byte[] code = ThreadSupportX64.Assemble(functions, Lists.Address, out var entries);
        nint address = NativeCode.Map("graft:threads", code);
        Current = address + entries.Current;
        Release = address + entries.Release;
        Register = address + entries.Register;
    }

    /// <summary>It, made at the first use.</summary>
    /// <exception cref="GraftException">The system does not provide the memory.</exception>
    public static ThreadSupport Instance => TheOnly.Value;

    /// <summary>What threads hold.</summary>
    public ThreadLists Lists { get; } = new();

    /// <inheritdoc cref="ThreadEntries.Current"/>
    public nint Current { get; }

    /// <inheritdoc cref="ThreadEntries.Release"/>
    public nint Release { get; }

    /// <inheritdoc cref="ThreadEntries.Register"/>
    public nint Register { get; }
}
