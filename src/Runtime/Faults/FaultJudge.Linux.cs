using System.Globalization;
using Graft.Protocol;

namespace Graft;

/// <summary>Looks at a thread that faulted - whose code it was in, who called that, which guard it can be led to - and has its runtime decide.</summary>
/// <param name="watch">Knows the runtimes and libraries.</param>
internal sealed unsafe class FaultJudge(FaultWatch watch) : IFrameSource, IDisposable
{
    // A guard further away belongs to another stack.
    private const ulong GuardReach = 64 * 1024 * 1024;

    private readonly StackMemory _memory = new();
    private readonly Dictionary<ulong, string> _names = [];
    private LoadedLibraries? _namedOf;
    private StackWalk? _walk;

    /// <summary>Decides about a thread.</summary>
    public FaultVerdict Judge(FaultRequest* request)
    {
        ulong place = FaultCause.PlaceOf(request->Context);
        bool isNowhere = !IsWalkable(place);
        _walk ??= new(this, _memory);
        var walked = _walk.Walk(RegisterSet.FromContext(request->Context), isNowhere);
        if (FindAgent(walked, request) is not { } agent)
            return FaultVerdict.Chain;
        var guard = FindGuard(walked, request);
        var fault = new Fault(
            request->Signal, request->Thread, FaultCause.AddressOf(request->Information), walked.Frames,
            FaultCause.AccessOf(request->Signal, request->Information, request->Context), guard != null);
        var outcome = agent.Judge(fault, DescribeOutside);
        request->Guard = guard;
        request->Number = fault.Number;
        return outcome switch
        {
            FaultOutcome.Returned => FaultVerdict.Recover,
            FaultOutcome.Parked => FaultVerdict.Park,
            _ => FaultVerdict.Chain,
        };
    }

    /// <inheritdoc/>
    public bool IsWalkable(ulong place) =>
        AgentAt(place) is not null || IsGuard(place) || watch.InvokeCode.Contains(place) || watch.Libraries.At(place) is { IsManaged: false };

    /// <inheritdoc/>
    public bool IsGuard(ulong place) => watch.GuardCode.Contains(place);

    /// <inheritdoc/>
    public FrameRow? FindRow(ulong place)
    {
        if (IsGuard(place))
            return GuardX64.GuardRow;
        if (watch.InvokeCode.Contains(place))
            return GuardX64.InvokeRow;
        return AgentAt(place) is { } agent ? agent.RowAt(place) : watch.Libraries.At(place)?.RowAt(place);
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private RuntimeAgent? AgentAt(ulong place)
    {
        foreach (var agent in watch.Agents)
        {
            if (agent.Layout.Range.Contains(place))
                return agent;
        }

        return null;
    }

    // A library's fault is a module's if a module called it.
    private RuntimeAgent? FindAgent(in WalkedStack walked, FaultRequest* request)
    {
        foreach (ulong place in walked.Frames)
        {
            if (AgentAt(place) is { } found)
                return found;
        }

        return walked.End != WalkEnd.UnknownFrame ? null
            : watch.Agents.FirstOrDefault(agent => CallerSearch.Find(FaultCause.StackOf(request->Context), agent.Layout) != 0);
    }

    // The walk's guard is surely there, and nothing but modules and native libraries above it. Where frames are not described, the thread's own note
    // counts, if no word on the stack in between could be an address of managed code.
    private GuardFrame* FindGuard(in WalkedStack walked, FaultRequest* request)
    {
        if (walked.End == WalkEnd.Guard)
            return (GuardFrame*)walked.Guard;
        ulong guard = (ulong)request->Guard;
        ulong stack = walked.Stack;
        bool isThere = walked.End == WalkEnd.UnknownFrame && guard - stack < GuardReach
            && _memory.TryRead(guard + GuardFrame.SelfOffset, out ulong self) && self == guard;
        return isThere && !HasManagedCode(stack, guard) ? request->Guard : null;
    }

    private bool HasManagedCode(ulong start, ulong end)
    {
        var unknown = ExecutableMemory.Find().FindAll(range => !IsWalkable(range.Start));
        for (ulong address = (start + 7) & ~7ul; address < end; address += sizeof(ulong))
        {
            if (!_memory.TryRead(address, out ulong word) || unknown.Exists(range => range.Contains(word)))
                return true;
        }

        return false;
    }

    private static string DescribeUnknown(ulong place) => ExecutableMemory.Find().Exists(range => range.Contains(place))
        ? "managed or unknown code"
        : string.Create(CultureInfo.InvariantCulture, $"no code at 0x{place:x}");

    // By address: faults tend to come from the same places.
    private string? DescribeOutside(ulong place)
    {
        var libraries = watch.Libraries;
        if (_namedOf != libraries)
            _names.Clear();
        _namedOf = libraries;
        var library = libraries.At(place);
        if (library is null || library.IsManaged)
            return library?.Name ?? (IsWalkable(place) ? null : DescribeUnknown(place));
        if (!_names.TryGetValue(place, out string? name))
            _names.Add(place, name = FaultCause.DescribeLibrary(place));
        return name;
    }
}
