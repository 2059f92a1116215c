namespace Graft;

/// <summary>Puts a fatal signal into words: which one, where, and who called that place if it is not the program's.</summary>
/// <param name="agent">Knows the program's code.</param>
/// <param name="signal">The signal.</param>
/// <param name="information">Its <c>siginfo_t</c>.</param>
/// <param name="context">The thread's <c>ucontext_t</c>.</param>
internal sealed unsafe class CrashReport(RuntimeAgent agent, int signal, byte* information, byte* context)
{
    /// <summary>A sentence's end: what happened, where, who called it.</summary>
    public string Describe()
    {
        ulong place = FaultCause.PlaceOf(context);
        string where = agent.DescribeCode(place) is { } code
            ? $"in {code}"
            : $"in {FaultCause.DescribeLibrary(place)}{DescribeCaller()}";
        return $"the program was ended by {FaultCause.NameOf(signal)}: {FaultCause.AccessOf(signal, information, context)}{where}";
    }

    private string DescribeCaller()
    {
        ulong caller = CallerSearch.Find(FaultCause.StackOf(context), agent.Layout);
        return caller != 0 && agent.DescribeCode(caller) is { } code ? $", called from {code}" : "";
    }
}
