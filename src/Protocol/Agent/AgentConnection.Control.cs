namespace Graft.Protocol;

public sealed partial class AgentConnection
{
    /// <summary>How the runtime is.</summary>
    public RuntimeStatus GetStatus()
    {
        Begin(AgentMessage.GetStatus);
        return Ask(AgentMessage.Status, _replyLimit, ControlCodec.ReadStatus);
    }

    /// <summary>The symbols the runtime knows, by name.</summary>
    /// <param name="module">Only those that this module defines or wants; null for all.</param>
    public IReadOnlyList<RuntimeSymbol> GetSymbols(string? module = null)
    {
        Begin(AgentMessage.GetSymbols).Text(module ?? "");
        return Ask(AgentMessage.Symbols, _replyLimit, ControlCodec.ReadSymbols);
    }

    /// <summary>The newest commits, oldest first; at most the last 1,000.</summary>
    public IReadOnlyList<GenerationRecord> GetHistory()
    {
        Begin(AgentMessage.GetHistory);
        return Ask(AgentMessage.History, _replyLimit, HistoryCodec.ReadHistory);
    }

    /// <summary>Waits until all symbols have come as far as a state.</summary>
    /// <param name="names">The symbols.</param>
    /// <param name="state">The state, at most <see cref="SymbolState.Ready"/>.</param>
    /// <param name="limit">How long to wait, at most 24 days.</param>
    /// <exception cref="GraftException">GRAFT4007: the limit passed; the message says how far they are and what they wait for.</exception>
    public void Wait(IReadOnlyList<string> names, SymbolState state, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(names);
        int milliseconds = (int)Math.Clamp(limit.TotalMilliseconds, 0, int.MaxValue);
        ControlCodec.Write(Begin(AgentMessage.Wait), new WaitRequest(names, state, milliseconds));
        Exchange(AgentMessage.Done, TimeSpan.FromMilliseconds(milliseconds) + _replyLimit);
    }

    /// <summary>Calls a function of the runtime. The caller knows its signature: the agent does not check it.</summary>
    /// <param name="request">Function, arguments and what it returns.</param>
    /// <param name="limit">How long to wait for it to return; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <exception cref="GraftException">GRAFT4009: it cannot be called so, or is not Ready; GRAFT4002: the runtime died in it.</exception>
    public CallValue Call(CallRequest request, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(request);
        ControlCodec.Write(Begin(AgentMessage.Call), request);
        ulong bits = Ask(AgentMessage.Returned, limit, static (ref FrameReader reader) => reader.UInt64());
        return new(request.Returns, bits, "");
    }

    /// <summary>Takes modules out of the runtime, all or none: runs their finalisers and frees their memory.</summary>
    /// <param name="modules">Their names; what they use of each other does not keep them.</param>
    /// <param name="force">Whether functions that others still call may go; such calls wait or fail from then on.</param>
    /// <exception cref="GraftException">GRAFT4018: one is in use, the message says by whom; GRAFT4019: there is no such module.</exception>
    public UnloadReply Unload(IReadOnlyList<string> modules, bool force)
    {
        ArgumentNullException.ThrowIfNull(modules);
        ControlCodec.WriteNames(Begin(AgentMessage.Unload), modules);
        _writer.Boolean(force);
        return Ask(AgentMessage.Unloaded, _replyLimit, UnloadCodec.Read);
    }

    /// <summary>Takes the newest generation in effect back, or a generation with all that came after it. That is a new generation.</summary>
    /// <param name="generation">The oldest generation to take back; null for the newest in effect.</param>
    /// <param name="terms">How it takes effect; at once by default.</param>
    /// <exception cref="GraftException">
    /// GRAFT4028: there is no such generation to take back; GRAFT4029: one cannot be; GRAFT4023: a thread did not arrive. Nothing has changed.
    /// </exception>
    public UndoReply Undo(long? generation = null, CommitTerms terms = default)
    {
        Begin(AgentMessage.Undo).Int64(generation ?? 0);
        CommitCodec.Write(_writer, terms);
        return Ask(AgentMessage.Undone, _replyLimit, HistoryCodec.ReadUndo);
    }

    /// <summary>Puts what the newest undo took back into effect again. That is a new generation.</summary>
    /// <param name="terms">How it takes effect; at once by default.</param>
    /// <exception cref="GraftException">GRAFT4028: nothing was undone since the last load; GRAFT4023: a thread did not arrive. Nothing has changed.</exception>
    public UndoReply Redo(CommitTerms terms = default)
    {
        CommitCodec.Write(Begin(AgentMessage.Redo), terms);
        return Ask(AgentMessage.Undone, _replyLimit, HistoryCodec.ReadUndo);
    }

    /// <summary>Asks the runtime's process to end.</summary>
    /// <exception cref="GraftException">GRAFT6001: the program that embeds the runtime does not let itself be ended so.</exception>
    public void Shutdown()
    {
        Begin(AgentMessage.Shutdown);
        Exchange(AgentMessage.Done, _replyLimit);
    }
}
