using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft;

/// <summary>
/// The one writer of a runtime's symbol table. All state is guarded by one lock, which is never held while module code or
/// the program's code runs; commits are serialised by another, which is held while initialisers run. Thread-safe.
/// </summary>
internal sealed partial class RuntimeAgent : IDisposable
{
    // Monitor rather than Lock: waiters for a symbol sleep on it.
    private readonly object _sync = new();
    private readonly CommitGate _gate;
    private readonly RuntimeOptions _options;
    private readonly Arena _arena;
    private readonly SlabAllocator _slabs;
    private readonly SlotTable _slots;
    private readonly SymbolTable _table;
    private readonly HostSymbols _host;
    private readonly SymbolResolver _resolver;
    private readonly MissingAdvice _advice;
    private readonly Committer _committer;
    private readonly Unloader _unloader;
    private readonly ModuleStartup _startup;
    private readonly ThreadLocalStorage _threadLocals;
    private readonly ThreadLocalLinkage _threadLocalLinkage;
    private GCHandle _self;
    private List<Node> _waiting = [];
    private long _generation;
    private bool _isEnding;

    /// <summary>Sets the arena up.</summary>
    /// <param name="name">Name of the runtime.</param>
    /// <param name="options">How it is set up.</param>
    /// <exception cref="GraftException">The system does not provide the memory.</exception>
    public RuntimeAgent(string name, RuntimeOptions options)
    {
        Name = name;
        _options = options;
        _gate = new(options.ChangeLimit, DescribeWaitForChange);
        _arena = new(name, options.ArenaSize, options.PrefersLowMemory);
        _slabs = new(_arena);
        _self = GCHandle.Alloc(this);
        _slots = new(_arena, WriteCommonTrap());
        _table = new(_slots, new(_arena));
        _host = new(options);
        Threads = new(_arena.Layout.Code, () => _initialisersBegan.IsBeforeThisThread());
        Threads.Passed += OnPassed;
        _reclaimer = new(Threads, Free);
        OfferCalls();
        _startup = new(_arena, _slabs.Code);
        _journal = new(options.UndoDepth);
        _resolver = new(_table, _host, _startup, _journal);
        _migrationCheck = new(_table, _code);
        _advice = new(_table, _host);
        _threadLocals = new(_arena);
        _threadLocalLinkage = new(_threadLocals, code => WriteCode(code), _host);
        _committer = new(_table, _arena, _threadLocalLinkage, _journal);
        _unloader = new(_table, _committer);
        if (!options.DefersInitialisers)
        {
            _faults = FaultWatch.Instance;
            _host.Export(Utf8Name.From("graft_guard"), _faults.Guard);
            _faults.Add(this);
        }
    }

    /// <summary>Name of the runtime.</summary>
    public string Name { get; }

    /// <summary>Where the regions of its arena lie.</summary>
    public ArenaLayout Layout => _arena.Layout;

    /// <summary>The arena's memory, to be handed over.</summary>
    public DescriptorHandle Memory => _arena.Memory;

    /// <summary>The number of the newest commit.</summary>
    public long Generation
    {
        get
        {
            lock (_sync)
                return _generation;
        }
    }

    /// <summary>Ends all waits of sessions with GRAFT4002: the runtime is about to be no more.</summary>
    public void EndWaits()
    {
        lock (_sync)
        {
            _isEnding = true;
            Monitor.PulseAll(_sync);
        }
    }

    /// <summary>Runs finalisers, then unmaps the arena. No thread may run module code any more.</summary>
    public void Dispose()
    {
        using (_gate.TryEnter(out var passage) ? passage : default)
            RunFinalisers();
        _faults?.Remove(this);
        _threadLocalLinkage.Dispose();
        _arena.Dispose();
        _self.Free();
    }

    private unsafe ulong WriteCommonTrap()
    {
        var handler = (nint)(delegate* unmanaged[Cdecl]<uint, nint, nint, nint>)&OnTrap;
        return WriteCode(TrapX64.Assemble(handler, GCHandle.ToIntPtr(_self), VectorState.Detect()));
    }

    private ulong WriteCode(ReadOnlySpan<byte> code)
    {
        ulong address = _slabs.Code.Allocate((ulong)code.Length, PageAllocator.PageSize)!.Value.Start;
        _arena.Write(address, code);
        return address;
    }
}
