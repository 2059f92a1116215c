namespace Graft.Protocol;

public sealed partial class AgentConnection
{
    /// <inheritdoc/>
    public ModuleState OpenModule(string module)
    {
        ArgumentNullException.ThrowIfNull(module);
        Begin(AgentMessage.OpenModule).Text(module);
        return Ask(AgentMessage.ModuleState, _replyLimit, LinkCodec.ReadModuleState);
    }

    /// <inheritdoc/>
    public void Define(ResolveRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        LinkCodec.Write(Begin(AgentMessage.Define), request);
        _isDefined = _broken is null && _channel.Send(_writer); // why it could not be sent is found when it is resolved
    }

    /// <inheritdoc/>
    public ResolveReply Resolve(ResolveRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!_isDefined)
            Define(request);
        _isDefined = false;
        SymbolCodec.Write(Begin(AgentMessage.Resolve), request.Wants);
        var reply = Ask(AgentMessage.Resolved, _replyLimit, SymbolCodec.ReadReply);
        return reply.Definitions.Count == request.Definitions.Count && reply.Wants.Count == request.Wants.Count
            ? reply
            : throw Break(NotOurProtocol());
    }

    /// <inheritdoc/>
    public ISlab Reserve(SlabSize size)
    {
        LinkCodec.Write(Begin(AgentMessage.Reserve), size);
        var ranges = Ask(AgentMessage.Slab, _replyLimit, LinkCodec.ReadSlab);
        bool isSane = IsGranted(Layout.Code, ranges.Code, size.Code)
            && IsGranted(Layout.ReadOnly, ranges.ReadOnly, size.ReadOnly)
            && IsGranted(Layout.Data, ranges.Data, size.Data)
            && IsGranted(Layout.ThreadLocals, ranges.ThreadLocals, size.ThreadLocals);
        return isSane ? new Slab(_memory!, Layout.Base, ranges) : throw Break(NotOurProtocol());
    }

    /// <inheritdoc/>
    public CommitReply Commit(CommitRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        CommitCodec.Write(Begin(AgentMessage.Commit), request);
        return Ask(AgentMessage.Committed, _replyLimit, CommitCodec.ReadReply);
    }

    /// <inheritdoc/>
    public bool TakesLateDigests => true;

    /// <inheritdoc/>
    public void SetDigests(FlatList<ulong> digests)
    {
        Begin(AgentMessage.SetDigests).List(digests.AsSpan());
        Exchange(AgentMessage.Done, _replyLimit);
    }

    /// <inheritdoc/>
    public void Stage(CommitRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        CommitCodec.Write(Begin(AgentMessage.Stage), request);
        Exchange(AgentMessage.Done, _replyLimit);
    }

    /// <inheritdoc/>
    public IReadOnlyList<CommitReply> CommitStaged(CommitTerms terms)
    {
        CommitCodec.Write(Begin(AgentMessage.CommitStaged), terms);
        return Ask(AgentMessage.StagedCommitted, _replyLimit + terms.SyncLimit, CommitCodec.ReadReplies);
    }

    /// <inheritdoc/>
    public void Abandon()
    {
        Begin(AgentMessage.Abandon);
        Exchange(AgentMessage.Done, _replyLimit);
    }

    private static bool IsGranted(AddressRange region, AddressRange range, ulong size) =>
        range.Size >= size && (range.Size == 0 || region.Contains(range));
}
