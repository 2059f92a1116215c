namespace Graft;

/// <summary>What a call does whose function is not there yet.</summary>
public abstract record LateBinding
{
    private LateBinding()
    {
    }

    /// <summary>Waits until the function is Ready; when the limit passes, fails as <see cref="Fail"/> does.</summary>
    /// <param name="limit">How long, at most 24 days; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative or longer.</exception>
    public static LateBinding Wait(TimeSpan limit)
    {
        if (limit != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, TimeSpan.FromMilliseconds(int.MaxValue)); // what Monitor.Wait takes
        }

        return new Waiting(limit);
    }

    /// <summary>
    /// Writes GRAFT4008 to stderr, naming symbol, caller and what is missing, and ends the process with
    /// <see cref="Runtime.LateBindingExitCode"/>: an exception cannot cross the caller's native frames.
    /// </summary>
    public static LateBinding Fail() => new Failing();

    /// <summary>Asks the program, on the calling thread, at each such call.</summary>
    /// <param name="resolver">Gives the address of a function by name, or 0 to fail. Must not throw.</param>
    public static LateBinding Resolve(Func<string, nint> resolver) => new Resolving(resolver);

    internal sealed record Waiting(TimeSpan Limit) : LateBinding;

    internal sealed record Failing : LateBinding;

    internal sealed record Resolving(Func<string, nint> Resolver) : LateBinding;
}
