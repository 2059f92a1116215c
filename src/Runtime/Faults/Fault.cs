namespace Graft;

/// <summary>What is known of a fault before its runtime has named it.</summary>
/// <param name="signal">The signal.</param>
/// <param name="thread">The thread.</param>
/// <param name="address">The address that the signal is about.</param>
/// <param name="frames">Addresses of instructions, the innermost first.</param>
/// <param name="access">What could not be reached, as <see cref="FaultCause.AccessOf"/> says it.</param>
/// <param name="hasGuard">Whether there is a guard that the thread can be led to.</param>
internal sealed class Fault(int signal, int thread, ulong address, IReadOnlyList<ulong> frames, string access, bool hasGuard)
{
    private static long _count;

    /// <summary>Counts the process's faults from 1.</summary>
    public long Number { get; } = Interlocked.Increment(ref _count);

    /// <summary>The signal.</summary>
    public int Signal { get; } = signal;

    /// <summary>The thread.</summary>
    public int Thread { get; } = thread;

    /// <summary>The address that the signal is about.</summary>
    public ulong Address { get; } = address;

    /// <summary>Addresses of instructions, the innermost first.</summary>
    public IReadOnlyList<ulong> Frames { get; } = frames;

    /// <summary>What could not be reached, with a comma behind it; or empty.</summary>
    public string Access { get; } = access;

    /// <summary>Whether there is a guard that the thread can be led to.</summary>
    public bool HasGuard { get; } = hasGuard;
}
