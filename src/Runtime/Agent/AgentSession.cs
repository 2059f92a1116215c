using Graft.Protocol;

namespace Graft;

/// <summary>
/// One client's session: its frames in, answers out, on a thread of its own, so that a call which runs for hours holds up
/// nobody else. Whatever a client sends ends at most its own session, and gives back what that was granted.
/// </summary>
/// <param name="agent">What it talks to.</param>
/// <param name="channel">The connection, which the session owns.</param>
/// <param name="requestShutdown">Asks the program to end; false if it does not let itself be asked.</param>
/// <param name="ended">Told once it is over.</param>
internal sealed class AgentSession(
    RuntimeAgent agent, FrameChannel channel, Func<bool> requestShutdown, Action<AgentSession> ended)
{
    // A session that is not inside module code answers at once; more would be a defect of ours.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly FrameWriter _writer = new();
    private readonly Lock _closing = new();
    private readonly List<StagedLink> _staged = [];
    private bool _isClosed;
    private string _author = "";
    private Thread? _thread;
    private PendingLink? _link;
    private PendingLink? _undescribed; // committed, its digests to follow
    private volatile bool _isInModuleCode;
    private int _threadNumber;

    /// <summary>Whether its thread is inside module code at this moment.</summary>
    public bool IsInModuleCode => _isInModuleCode;

    /// <summary>Starts its thread.</summary>
    /// <param name="stackSize">Bytes of stack, for the calls that it makes.</param>
    public void Start(int stackSize)
    {
        _thread = new(Run, stackSize) { IsBackground = true, Name = "graft session" };
        _thread.Start();
    }

    /// <summary>Ends it, unless it is inside module code. An answer that is under way, such as to a request to end, still arrives.</summary>
    public void Stop()
    {
        lock (_closing)
        {
            if (!_isClosed)
                channel.Socket.StopReceiving();
        }

        if (!IsInModuleCode && _thread != Thread.CurrentThread)
            _thread?.Join(StopLimit);
    }

    private void Run()
    {
        _threadNumber = LinuxSignals.CurrentThread;
        agent.Parked += OnParked;
        try
        {
            if (ShakeHands())
                Serve();
        }
        finally
        {
            agent.Parked -= OnParked;
            AbandonAll();
            lock (_closing)
            {
                _isClosed = true;
                channel.Dispose();
            }

            _writer.Release();
            ended(this);
        }
    }

    // A fault beyond a callback into managed code: this session's thread never comes back, so another one ends the session with a word.
    private void OnParked(FaultRecord fault)
    {
        if (fault.Thread != _threadNumber)
            return;
        Task.Run(() =>
        {
            Refuse(DiagnosticCatalog.FaultInModule.At($"{fault.Message}; the runtime's thread of this session sleeps for good, what it held is held"));
            lock (_closing)
            {
                _isClosed = true;
                channel.Dispose();
            }

            ended(this);
        });
    }

    private bool ShakeHands()
    {
        bool isHello = channel.Socket.PeerIsSameUser()
            && channel.Receive(AgentLimits.Connect, FrameChannel.MaximumHandshakeLength) == FrameResult.Complete
            && channel.Message == AgentMessage.Hello;
        if (!isHello)
            return false;
        channel.Socket.LimitSending(AgentLimits.Reply);
        var reader = new FrameReader(channel.Payload);
        var peer = Handshake.Read(ref reader);
        _author = ProcessTitle.Of(reader.Int32());
        if (peer.Magic != Handshake.ExpectedMagic)
            return false;
        if (peer.Protocol != Handshake.CurrentProtocol)
        {
            Refuse(DiagnosticCatalog.RuntimeVersion.At(
                $"runtime '{agent.Name}' is of version {Handshake.Own.Tool} (protocol {Handshake.CurrentProtocol}), the client is "
                + $"version {peer.Tool} (protocol {peer.Protocol}): use the same version of both"));
            return false;
        }

        _writer.Begin(AgentMessage.Welcome);
        Handshake.Own.Write(_writer);
        _writer.UInt64(agent.Layout.Base);
        _writer.UInt64(agent.Layout.Size);
        _writer.Int32(Environment.ProcessId);
        _writer.Text(agent.Name);
        return channel.Send(_writer) && channel.Socket.SendDescriptor(agent.Memory);
    }

    private void Serve()
    {
        while (true)
        {
            var received = channel.Receive(Timeout.InfiniteTimeSpan);
            if (received != FrameResult.Complete)
            {
                if (received == FrameResult.Malformed)
                    Refuse(DiagnosticCatalog.ProtocolViolation.At("the frame's length makes no sense"));
                return;
            }

            if (!Answer())
                return;
        }
    }

    // Whether the session goes on.
    private bool Answer()
    {
        try
        {
            var reader = new FrameReader(channel.Payload);
            if (!Handle(channel.Message, ref reader))
            {
                Refuse(DiagnosticCatalog.ProtocolViolation.At($"message {(int)channel.Message} is malformed, unknown or out of order"));
                return false;
            }

            return channel.Message == AgentMessage.Define || channel.Send(_writer);
        }
        catch (GraftException e)
        {
            return Refuse([.. e.Diagnostics]) && e.Diagnostics[0].Code != DiagnosticCatalog.ProtocolViolation.Code;
        }
#pragma warning disable CA1031 // A defect of the agent ends this session, not the user's program.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Refuse(DiagnosticCatalog.InternalError.At($"the agent of runtime '{agent.Name}' failed: {e}"));
            return false;
        }
    }

    private bool Handle(AgentMessage message, ref FrameReader reader) => message switch
    {
        AgentMessage.OpenModule => OpenModule(ref reader),
        AgentMessage.Define => Define(ref reader),
        AgentMessage.Resolve => Resolve(ref reader),
        AgentMessage.Reserve => Reserve(ref reader),
        AgentMessage.Commit => Commit(ref reader),
        AgentMessage.SetDigests => SetDigests(ref reader),
        AgentMessage.Stage => Stage(ref reader),
        AgentMessage.CommitStaged => CommitStaged(ref reader),
        AgentMessage.Abandon => Abandon(ref reader),
        AgentMessage.GetStatus => GetStatus(ref reader),
        AgentMessage.GetSymbols => GetSymbols(ref reader),
        AgentMessage.GetHistory => GetHistory(ref reader),
        AgentMessage.Wait => Wait(ref reader),
        AgentMessage.Call => Call(ref reader),
        AgentMessage.Unload => Unload(ref reader),
        AgentMessage.Undo => Undo(ref reader),
        AgentMessage.Redo => Redo(ref reader),
        AgentMessage.Shutdown => Shutdown(ref reader),
        _ => false,
    };

    private bool OpenModule(ref FrameReader reader)
    {
        string module = reader.Text();
        if (!reader.IsComplete)
            return false;
        LinkCodec.Write(_writer.Begin(AgentMessage.ModuleState), agent.OpenModule(module));
        return true;
    }

    private bool Define(ref FrameReader reader)
    {
        AbandonLink();
        reader.Memory = new();
        var request = LinkCodec.ReadDefinitions(ref reader);
        if (!reader.IsComplete)
            return false;
        _link = agent.Define(request, _author);
        _link.Memory = reader.Memory;
        return true;
    }

    private bool Resolve(ref FrameReader reader)
    {
        reader.Memory = _link?.Memory;
        var wants = SymbolCodec.ReadWants(ref reader);
        if (!reader.IsComplete || _link is null || _link.IsResolved)
            return false;
        try
        {
            SymbolCodec.Write(_writer.Begin(AgentMessage.Resolved), agent.Resolve(_link, wants));
            return true;
        }
        catch (GraftException)
        {
            AbandonLink();
            throw;
        }
    }

    private bool Reserve(ref FrameReader reader)
    {
        var size = LinkCodec.ReadSlabSize(ref reader);
        if (!reader.IsComplete || _link is not { IsResolved: true, IsReserved: false })
            return false;
        LinkCodec.Write(_writer.Begin(AgentMessage.Slab), agent.Reserve(_link, size));
        return true;
    }

    private bool Commit(ref FrameReader reader)
    {
        reader.Memory = _link?.Memory;
        var request = CommitCodec.ReadRequest(ref reader);
        if (!reader.IsComplete || _link is not { IsResolved: true })
            return false;
        _isInModuleCode = true;
        try
        {
            var reply = agent.Commit(_link, request);
            _link.Memory?.Release();
            (_undescribed, _link) = (request.DigestsFollow ? _link : null, null);
            CommitCodec.Write(_writer.Begin(AgentMessage.Committed), reply);
            return true;
        }
        catch (GraftException)
        {
            AbandonLink();
            throw;
        }
        finally
        {
            _isInModuleCode = false;
        }
    }

    private bool SetDigests(ref FrameReader reader)
    {
        var memory = reader.Memory = new();
        var digests = reader.List<ulong>();
        if (!reader.IsComplete || _undescribed is null || !agent.SetDigests(_undescribed, digests))
            return false;
        _undescribed = null;
        memory.Release();
        _writer.Begin(AgentMessage.Done);
        return true;
    }

    private bool Stage(ref FrameReader reader)
    {
        reader.Memory = _link?.Memory;
        var request = CommitCodec.ReadRequest(ref reader);
        if (!reader.IsComplete || _link is not { IsResolved: true })
            return false;
        try
        {
            var staged = new StagedLink(_link, request);
            agent.Stage(staged, _staged);
            _staged.Add(staged);
            _link = null;
        }
        catch (GraftException)
        {
            AbandonLink();
            throw;
        }

        _writer.Begin(AgentMessage.Done);
        return true;
    }

    private bool CommitStaged(ref FrameReader reader)
    {
        var terms = CommitCodec.ReadTerms(ref reader);
        if (!reader.IsComplete || _staged.Count == 0 || !ArePossible(terms))
            return false;
        _isInModuleCode = true;
        try
        {
            CommitCodec.Write(_writer.Begin(AgentMessage.StagedCommitted), agent.Commit(_staged, terms));
            ReleaseStaged();
            return true;
        }
        catch (GraftException)
        {
            AbandonAll();
            throw;
        }
        finally
        {
            _isInModuleCode = false;
        }
    }

    private bool Abandon(ref FrameReader reader)
    {
        if (!reader.IsComplete)
            return false;
        AbandonAll();
        _writer.Begin(AgentMessage.Done);
        return true;
    }

    private bool GetStatus(ref FrameReader reader)
    {
        ControlCodec.Write(_writer.Begin(AgentMessage.Status), agent.GetStatus());
        return reader.IsComplete;
    }

    private bool GetSymbols(ref FrameReader reader)
    {
        string module = reader.Text();
        ControlCodec.Write(_writer.Begin(AgentMessage.Symbols), agent.GetSymbols(module));
        return reader.IsComplete;
    }

    private bool GetHistory(ref FrameReader reader)
    {
        HistoryCodec.Write(_writer.Begin(AgentMessage.History), agent.GetHistory());
        return reader.IsComplete;
    }

    private bool Wait(ref FrameReader reader)
    {
        var request = ControlCodec.ReadWait(ref reader);
        if (!reader.IsComplete || request.Milliseconds < 0)
            return false;
        agent.WaitFor(request.Names, request.State, TimeSpan.FromMilliseconds(request.Milliseconds));
        _writer.Begin(AgentMessage.Done);
        return true;
    }

    private bool Call(ref FrameReader reader)
    {
        var request = ControlCodec.ReadCall(ref reader);
        if (!reader.IsComplete)
            return false;
        _isInModuleCode = true;
        try
        {
            ulong result = agent.Call(request);
            _writer.Begin(AgentMessage.Returned).UInt64(result);
            return true;
        }
        finally
        {
            _isInModuleCode = false;
        }
    }

    private bool Unload(ref FrameReader reader)
    {
        var modules = ControlCodec.ReadNames(ref reader);
        bool force = reader.Boolean();
        if (!reader.IsComplete)
            return false;
        _isInModuleCode = true;
        try
        {
            UnloadCodec.Write(_writer.Begin(AgentMessage.Unloaded), agent.Unload(modules, force, _author));
            return true;
        }
        finally
        {
            _isInModuleCode = false;
        }
    }

    private bool Undo(ref FrameReader reader)
    {
        long generation = reader.Int64();
        var terms = CommitCodec.ReadTerms(ref reader);
        return reader.IsComplete && generation >= 0 && ArePossible(terms)
            && Reverse(() => agent.Undo(generation == 0 ? null : generation, _author, terms));
    }

    private bool Redo(ref FrameReader reader)
    {
        var terms = CommitCodec.ReadTerms(ref reader);
        return reader.IsComplete && ArePossible(terms) && Reverse(() => agent.Redo(_author, terms));
    }

    private static bool ArePossible(CommitTerms terms) => terms.SyncLimit >= TimeSpan.Zero && terms.SyncLimit <= CommitTerms.GreatestSyncLimit;

    // What was replaced while it waited may have initialisers to run.
    private bool Reverse(Func<UndoReply> reverse)
    {
        _isInModuleCode = true;
        try
        {
            HistoryCodec.Write(_writer.Begin(AgentMessage.Undone), reverse());
            return true;
        }
        finally
        {
            _isInModuleCode = false;
        }
    }

    private bool Shutdown(ref FrameReader reader)
    {
        if (!reader.IsComplete)
            return false;
        if (!requestShutdown())
        {
            throw new GraftException(DiagnosticCatalog.Usage.At(
                $"the program of runtime '{agent.Name}' does not let itself be ended from outside; end it its own way"));
        }

        _writer.Begin(AgentMessage.Done);
        return true;
    }

    private void AbandonAll()
    {
        AbandonLink();
        foreach (var staged in _staged)
            agent.Abandon(staged.Link);
        ReleaseStaged();
    }

    private void ReleaseStaged()
    {
        foreach (var staged in _staged)
            staged.Link.Memory?.Release();
        _staged.Clear();
    }

    private void AbandonLink()
    {
        if (_link is null)
            return;
        agent.Abandon(_link);
        _link.Memory?.Release();
        _link = null;
    }

    private bool Refuse(params ReadOnlySpan<Diagnostic> diagnostics)
    {
        DiagnosticCodec.Write(_writer.Begin(AgentMessage.Refused), diagnostics.ToArray());
        return channel.Send(_writer);
    }
}
