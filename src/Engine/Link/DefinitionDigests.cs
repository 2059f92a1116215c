using Graft.Engine.Collections;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>
/// Still step 2: gives each definition the digest by which the next link sees whether it changed. What has a section of its own gets an exact
/// one, so that its bytes may stay. Units are independent of each other, so that all processors share the work; the result is the same for
/// any number of them. The agent needs digests to resolve only if it has older definitions of the module; otherwise they are computed while
/// it works, and come with or after the commit. Contents of units that are too few for all processors are digested before that, beside the steps that
/// find out what the definitions are.
/// Digests that only the next link will ask for are computed piece by piece, on the link's own thread, while it waits for the agent: a thread of their own
/// would often be put on the processor that the agent has just been woken on, while the other one idles.
/// </summary>
internal sealed class DefinitionDigests : IDisposable, ISpareWork
{
    /// <summary>As many units are small pieces of the whole.</summary>
    private const int ManyUnits = 16;

    private readonly LinkState _state;
    private readonly int[] _starts;
    private readonly Task<ExactDigests[]> _contents;
    private Task _work = Task.CompletedTask;
    private int _nextUnit;
    private volatile bool _isAbandoned;
    private bool _isFinished;

    private DefinitionDigests(LinkState state)
    {
        _state = state;
        _starts = new int[state.Units.Length + 1];
        _contents = state.Units.Length < Environment.ProcessorCount
            ? Task.Run(() => Array.ConvertAll(Enumerable.Range(0, state.Units.Length).ToArray(), unit => ExactDigests.OfAll(state, unit)))
            : Task.FromResult<ExactDigests[]>([]);
    }

    /// <summary>Whether a piece is worth beginning while somebody waits for an answer that may come soon.</summary>
    public bool IsInSmallPieces => _state.Units.Length >= ManyUnits;

    /// <summary>Begins with what depends on the units alone.</summary>
    public static DefinitionDigests Prepare(LinkState state) => new(state);

    /// <summary>Takes the definitions. Units and origins must stay as they are until <see cref="Finish"/>.</summary>
    public void Begin()
    {
        // The definitions of a unit stand side by side, in the order of units.
        foreach (ref var origin in _state.Origins.AsSpan())
            _starts[origin.Unit + 1]++;
        for (int unit = 0; unit < _state.Units.Length; unit++)
            _starts[unit + 1] += _starts[unit];
        _state.Digests.Allot(_state.DefinitionCount);
    }

    /// <summary>Lets all processors compute them.</summary>
    public void Start()
    {
        int workers = Math.Clamp(_state.Units.Length - _nextUnit, 0, Environment.ProcessorCount);
        _work = Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(Compute)));
    }

    /// <summary>Computes those of the next unit.</summary>
    public bool TryStep()
    {
        int unit = Interlocked.Increment(ref _nextUnit) - 1;
        if (unit >= _state.Units.Length)
            return false;
        ComputeOf(unit);
        return true;
    }

    /// <summary>Waits for the digests and writes them into the definitions, which nobody may read meanwhile.</summary>
    public void Finish()
    {
        if (_isFinished)
            return;
        _isFinished = true;
        _work.GetAwaiter().GetResult();
        Start();
        _work.GetAwaiter().GetResult();
        var digests = _state.Digests.AsSpan();
        for (int i = 0; i < digests.Length; i++)
        {
            ref var definition = ref _state.Definitions[i];
            definition = definition with { Digest = digests[i] };
        }
    }

    /// <summary>Waits for what is at work: nobody reads the state any more after this.</summary>
    public void Dispose()
    {
        _isAbandoned = true;
        _work.GetAwaiter().GetResult();
        _contents.GetAwaiter().GetResult();
    }

    private void Compute()
    {
        while (!_isAbandoned && TryStep())
        {
        }
    }

    private void ComputeOf(int unit)
    {
        var contents = _state.Units[unit].Contents;
        if (contents.TryHold())
        {
            ComputeHeld(unit);
            contents.Release();
            return;
        }

        // The file has changed meanwhile: what was linked is as good as changed with any other content.
        for (int i = _starts[unit]; i < _starts[unit + 1]; i++)
            _state.Digests[i] = DigestMixer.NonZero(DigestMixer.Mix((ulong)contents.Digest, (ulong)i));
    }

    private void ComputeHeld(int unit)
    {
        using var exact = _contents.Result is { Length: > 0 } known ? known[unit] : new ExactDigests(_state, unit);
        if (_starts[unit] == _starts[unit + 1])
            return;
        SymbolDigests? symbols = null;
        for (int i = _starts[unit]; i < _starts[unit + 1]; i++)
        {
            ref var origin = ref _state.Origins[i];
            if (origin is { SymbolId: >= 0, Section: > 0 } && exact.IsOne(origin.Section))
            {
                _state.Digests[i] = exact.Of(origin.Section);
                continue;
            }

            symbols ??= new(_state.Units[unit]);
            _state.Digests[i] = origin.SymbolId >= 0 ? symbols.OfSymbol(origin.Symbol) : symbols.OfSection(origin.Section);
        }

        symbols?.Dispose();
    }
}
