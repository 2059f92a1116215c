using System.Runtime.CompilerServices;

namespace Graft;

/// <summary>
/// Looks through the calling thread's stack for addresses of code. Every word counts that could be one: what is found too much
/// keeps code that nobody needs, what is missed would be fatal.
/// </summary>
internal static unsafe class StackScan
{
    /// <summary>Finds the words between the caller and the stack's end that lie in a range.</summary>
    /// <param name="stackEnd">One past the stack's highest address.</param>
    /// <param name="start">First address of the range.</param>
    /// <param name="end">One past its last.</param>
    /// <returns>The words, sorted, each once.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong[] FindCode(nuint stackEnd, ulong start, ulong end)
    {
        ulong here = 0;
        var found = new SortedSet<ulong>();
        for (ulong* word = &here; (nuint)(word + 1) <= stackEnd; word++)
        {
            if (*word >= start && *word < end)
                found.Add(*word);
        }

        return [.. found];
    }
}
