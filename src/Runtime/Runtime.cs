using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft;

/// <summary>
/// Lets this process receive native modules, linked into its memory by other processes while it runs. Thread-safe,
/// except that <see cref="Dispose"/> must come when nobody uses module code or data any more.
/// </summary>
public sealed class Runtime : IDisposable
{
    /// <summary>The process's exit code after a call of a missing function.</summary>
    public const int LateBindingExitCode = 70;

    private const string OwnProgram = "the program";

    private readonly RuntimeAgent _agent;
    private readonly AgentServer _server;
    private readonly UpdateHandlers _updateHandlers = new();
    private readonly ManualResetEventSlim _shutdown = new();
    private int _shutdownWaiters;
    private bool _isDisposed;

    private Runtime(string name, RuntimeOptions options)
    {
        _agent = new(name, options);
        try
        {
            _server = new(_agent, RequestShutdown);
        }
        catch
        {
            _agent.Dispose();
            throw;
        }

        _agent.Patching += OnPatching;
        _agent.Committed += OnCommitted;
        _agent.LateBindingFailed += OnLateBindingFailed;
        _agent.Faulted += OnFaulted;
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <summary>
    /// Raised before each load, unload without force, undo and redo, on an agent's thread, while all threads still run: a handler may veto it, and one that throws
    /// does. No other patch comes meanwhile, so a handler must not wait for one. Another objection may follow, and then no patch does.
    /// </summary>
    public event EventHandler<PatchingEventArgs>? Patching;

    /// <summary>Raised after each commit, on an agent's thread; what was patched is in effect.</summary>
    public event EventHandler<PatchedEventArgs>? Patched;

    /// <summary>Raised on the calling thread before a call of a missing function ends the process.</summary>
    public event EventHandler<LateBindingFailedEventArgs>? LateBindingFailed;

    /// <summary>
    /// Raised when module code has faulted, one after the other, on a thread of the pool. Under <see cref="OnFault.Crash"/> the process waits two seconds at most
    /// for its handlers before it dies.
    /// </summary>
    public event EventHandler<FaultedEventArgs>? Faulted;

    /// <summary>Raised when somebody asks the program to end (<c>graft shutdown</c>), on an agent's thread.</summary>
    public event EventHandler? ShutdownRequested;

    /// <summary>Its name, by which engines and tools find it.</summary>
    public string Name => _agent.Name;

    /// <summary>The number of the newest commit; 0 before the first.</summary>
    public long Generation => _agent.Generation;

    /// <summary>Where the regions of its memory lie.</summary>
    public ArenaLayout Layout => _agent.Layout;

    /// <summary>The threads that have promised to come to sync points.</summary>
    internal ThreadRegistry Threads => _agent.Threads;

    /// <summary>Creates a runtime and makes it known to this user's engines.</summary>
    /// <param name="name">Its name: 1 to 40 letters, digits, <c>_</c>, <c>-</c> and <c>.</c>.</param>
    /// <param name="options">How it is set up; null for the defaults.</param>
    /// <exception cref="GraftException">
    /// GRAFT4011: a runtime of that name is running; GRAFT6001: it is no name; GRAFT4004: the system does not give the memory.
    /// </exception>
    public static Runtime Create(string name, RuntimeOptions? options = null)
    {
        RuntimeName.Check(name);
        options ??= new();
        if (options.Follows is { } source)
            RuntimeName.Check(source);
        if (options.ArenaSize is < ArenaLayout.MinimumSize or > ArenaLayout.MaximumSize)
        {
            throw new GraftException(DiagnosticCatalog.Usage.At(
                $"an arena has {ArenaLayout.MinimumSize} to {ArenaLayout.MaximumSize} bytes, not {options.ArenaSize}"));
        }

        return new(name, options);
    }

    /// <summary>A function of a module as a delegate, whether it is there yet or not; see <see cref="GetFunctionPointer"/>.</summary>
    /// <typeparam name="TDelegate">Its type; the caller knows it.</typeparam>
    /// <param name="name">Its name, mangled.</param>
    public TDelegate GetFunction<TDelegate>(string name)
        where TDelegate : Delegate => Marshal.GetDelegateForFunctionPointer<TDelegate>(GetFunctionPointer(name));

    /// <summary>
    /// The address of a function's stub, valid for the runtime's life: it leads to whatever definition is live. A call before there
    /// is one does what <see cref="RuntimeOptions.LateBinding"/> says. A function whose signature changes becomes another
    /// one: this stub then stays with the old, and asking again gives the new.
    /// </summary>
    /// <param name="name">Its name, mangled.</param>
    /// <exception cref="GraftException">GRAFT4004: no slot is left.</exception>
    public nint GetFunctionPointer(string name)
    {
        CheckUse(name);
        return _agent.GetFunctionPointer(name);
    }

    /// <summary>
    /// A module's global variable. The reference stays valid: data keeps its address across patches. Of a thread-local variable it
    /// is the calling thread's, valid while the thread lives.
    /// </summary>
    /// <typeparam name="T">Its type, of exactly its size.</typeparam>
    /// <param name="name">Its name, mangled.</param>
    /// <exception cref="GraftException">GRAFT3001: it is not there yet; GRAFT4009: it is a function or of another size.</exception>
    public unsafe ref T GetData<T>(string name)
        where T : unmanaged
    {
        CheckUse(name);
        var (address, size) = _agent.GetData(name);
        if (size != (ulong)sizeof(T))
        {
            throw new GraftException(DiagnosticCatalog.NotCallable.At(
                $"data '{name}' has {size} bytes, {typeof(T).Name} has {sizeof(T)}"));
        }

        return ref Unsafe.AsRef<T>((void*)address);
    }

    /// <summary>Offers something of this process to modules under a name, before any library's symbol of that name.</summary>
    /// <param name="name">The name that modules use.</param>
    /// <param name="address">A function or data that lives as long as the runtime.</param>
    public void Export(string name, nint address)
    {
        CheckUse(name);
        _agent.Export(Utf8Name.From(name), address);
    }

    /// <summary>
    /// Takes modules out, all or none: runs their finalisers and frees their memory. As with <c>dlclose</c>, the caller sees to it that no
    /// thread is in their code and nobody uses addresses that the runtime cannot know of: data, pointers that were handed out.
    /// </summary>
    /// <param name="modules">Their names; what they use of each other does not keep them.</param>
    /// <param name="force">Whether functions that other modules still call may go; such calls then do what <see cref="RuntimeOptions.LateBinding"/> says. Nobody is asked then.</param>
    /// <exception cref="GraftException">GRAFT4018: one is in use, the message says by whom; GRAFT4019: there is no such module.</exception>
    public UnloadReply Unload(IReadOnlyList<string> modules, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(modules);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _agent.Unload(modules, force, OwnProgram);
    }

    /// <inheritdoc cref="Unload(IReadOnlyList{string}, bool)"/>
    /// <param name="module">Its name.</param>
    /// <param name="force">Whether functions that other modules still call may go; such calls then do what <see cref="RuntimeOptions.LateBinding"/> says. Nobody is asked then.</param>
    public UnloadReply Unload(string module, bool force = false)
    {
        CheckUse(module);
        return _agent.Unload([module], force, OwnProgram);
    }

    /// <summary>
    /// Takes the newest generation in effect back, or a generation with all that came after it: calls reach the code from before, and the next
    /// load compares with that. Data keeps its value; what those generations added stays for whoever holds its address. The undo is a
    /// generation itself, which <see cref="Redo"/> takes back.
    /// </summary>
    /// <param name="generation">The oldest generation to take back; null for the newest in effect.</param>
    /// <param name="terms">How it takes effect; at once by default.</param>
    /// <exception cref="GraftException">
    /// GRAFT4028: there is none to take back; GRAFT4029: one cannot be, the message says why; GRAFT4023: a thread did not arrive. Nothing has changed.
    /// </exception>
    public UndoReply Undo(long? generation = null, CommitTerms terms = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _agent.Undo(generation, OwnProgram, terms);
    }

    /// <summary>Puts what the newest undo took back into effect again. A load or unload in between has made that impossible.</summary>
    /// <param name="terms">How it takes effect; at once by default.</param>
    /// <exception cref="GraftException">GRAFT4028: nothing was undone since; GRAFT4023: a thread did not arrive. Nothing has changed.</exception>
    public UndoReply Redo(CommitTerms terms = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _agent.Redo(OwnProgram, terms);
    }

    /// <summary>The newest generations, at most 1,000, oldest first.</summary>
    public IReadOnlyList<GenerationRecord> GetHistory()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _agent.GetHistory();
    }

    /// <summary>
    /// Calls a native function so that a fault in it ends only the call, if <see cref="RuntimeOptions.OnFault"/> is not <see cref="OnFault.Crash"/>. What lies
    /// between is left as it is: destructors do not run, locks stay locked. Managed code must not lie between: a thread that faults beyond a callback into .NET
    /// sleeps for good. That is why this takes a function of a module, and no lambda. A C++ exception that leaves the function ends the process.
    /// </summary>
    /// <param name="function">Address of a function <c>void (void *)</c>, such as <see cref="GetFunctionPointer"/> gives.</param>
    /// <param name="argument">Its argument.</param>
    /// <returns>The fault that ended the call; null if it returned.</returns>
    public FaultRecord? Guard(nint function, nint argument = 0)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _agent.Guard(function, argument);
    }

    /// <summary>The newest faults in module code, at most 1,000, oldest first.</summary>
    public IReadOnlyList<FaultRecord> GetFaults()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _agent.GetFaults();
    }

    /// <summary>Waits until a symbol has come as far as a state.</summary>
    /// <param name="name">Its name, mangled.</param>
    /// <param name="state">The state.</param>
    /// <param name="limit">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <exception cref="GraftException">GRAFT4007: the limit passed; the message says what is missing.</exception>
    public void WaitFor(string name, SymbolState state, TimeSpan limit)
    {
        CheckUse(name);
        _agent.WaitFor([name], state, limit);
    }

    /// <summary>
    /// Promises that the calling thread will come to sync points (<see cref="SyncPoint"/>) until what is returned is disposed, on the same
    /// thread. A synced commit waits for all registered threads, and code that was replaced is freed once they have passed one: register
    /// each thread that calls module code, or none. A thread may be registered several times. Waits while a synced commit takes effect.
    /// </summary>
    /// <param name="name">What messages call it; by default its number.</param>
    public IDisposable RegisterThread(string name = "")
    {
        ArgumentNullException.ThrowIfNull(name);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new ThreadRegistration(_agent.Threads, name);
    }

    /// <summary>
    /// The calling thread is at a point where everything may change under it, code and the layout of data: between two frames, say.
    /// Waits while a synced commit takes effect, otherwise returns at once. Does nothing in a thread that is not registered.
    /// </summary>
    public void SyncPoint() => _agent.Threads.SyncPoint();

    /// <summary>
    /// Says that at this moment no thread is in module code, nor will return into it: then code that was replaced is unused, whether threads are
    /// registered or not.
    /// </summary>
    public void DeclareQuiescence()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _agent.Threads.DeclareQuiescence();
    }

    /// <summary>Has a type told of each patch, once it is in effect, before <see cref="Patched"/> is raised; as often as it is added, once.</summary>
    /// <typeparam name="THandler">The type.</typeparam>
    public void AddUpdateHandler<THandler>()
        where THandler : IUpdateHandler
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _updateHandlers.Add<THandler>();
    }

    /// <summary>Waits until somebody asks the program to end. A program that does so can be ended by <c>graft shutdown</c>.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void WaitForShutdown(CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _shutdownWaiters);
        try
        {
            _shutdown.Wait(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _shutdownWaiters);
        }
    }

    /// <summary>
    /// Ends all sessions, runs the modules' finalisers and frees the arena. While a session is still inside module code,
    /// the arena stays mapped until the process ends.
    /// </summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        _agent.EndWaits();
        _server.Dispose();
        if (!_server.IsInModuleCode)
            _agent.Dispose();
        _shutdown.Dispose();
    }

    private void CheckUse(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
    }

    private bool RequestShutdown()
    {
        var handlers = ShutdownRequested;
        bool isHeard = handlers is not null || Volatile.Read(ref _shutdownWaiters) > 0;
        if (!isHeard)
            return false;
        _shutdown.Set();
        handlers?.Invoke(this, EventArgs.Empty);
        return true;
    }

    private string? OnPatching(PatchNotice notice)
    {
        if (Patching is not { } handlers)
            return null;
        var question = new PatchingEventArgs(notice);
        handlers(this, question);
        return question.VetoReason;
    }

    private void OnCommitted(GenerationRecord record)
    {
        _updateHandlers.Tell();
        Patched?.Invoke(this, new PatchedEventArgs(record));
    }

    private void OnLateBindingFailed(Diagnostic diagnostic)
    {
        LateBindingFailed?.Invoke(this, new LateBindingFailedEventArgs(diagnostic));
        _server.RemoveSocket();
    }

    private void OnFaulted(FaultRecord fault) => Faulted?.Invoke(this, new FaultedEventArgs(fault));

    private void OnProcessExit(object? sender, EventArgs e) => _server.RemoveSocket();
}
