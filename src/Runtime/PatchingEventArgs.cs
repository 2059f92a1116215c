using Graft.Protocol;

namespace Graft;

/// <summary>Asks whether a patch may come.</summary>
public sealed class PatchingEventArgs : EventArgs
{
    private readonly PatchNotice _notice;

    internal PatchingEventArgs(PatchNotice notice) => _notice = notice;

    /// <summary>The number that it will have.</summary>
    public long Generation => _notice.Generation;

    /// <summary>The modules that it changes.</summary>
    public IReadOnlyList<string> Modules => _notice.Modules;

    /// <summary>What makes it: a load, an undo or a redo.</summary>
    public GenerationKind Kind => _notice.Kind;

    /// <summary>What callers may see of it while it takes effect.</summary>
    public ConsistencyLevel Consistency => _notice.Consistency;

    /// <summary>The process that asks for it, such as <c>graft load (4711)</c>; empty if unknown.</summary>
    public string Author => _notice.Author;

    /// <summary>Why it is refused; null if nobody objected yet.</summary>
    public string? VetoReason { get; private set; }

    /// <summary>Refuses it: nothing changes, and whoever asked for it gets GRAFT4024. The first reason counts.</summary>
    /// <param name="reason">Why, for the message.</param>
    public void Veto(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        VetoReason ??= reason;
    }
}
