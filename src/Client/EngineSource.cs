using System.Collections.Concurrent;
using Graft.Protocol;

namespace Graft.Client;

/// <summary>
/// Gives a client its engine: the shared host, after a loss the shared host once more, after another loss a private one.
/// Thread-safe: calls that lose the same engine together get the same new one.
/// </summary>
internal sealed class EngineSource(HostOptions options) : IAsyncDisposable
{
    /// <summary>How many engines a call may lose and still go on: two shared ones.</summary>
    public const int MaximumLosses = 2;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentQueue<Diagnostic> _notices = new();
    private bool _mayStart = true;
    private bool _isDisposed;

    /// <summary>The engine in use.</summary>
    public HostSession? Current { get; private set; }

    /// <summary>Whether the engine in use is a private child.</summary>
    public bool IsPrivate { get; private set; }

    /// <summary>Connects to a shared host that runs already, as one that is never replaced; null if none does.</summary>
    public static async Task<EngineSource?> TryConnectAsync(HostOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var attempt = await SharedHost.TryConnectAsync(HostAddress.Of(options), cancellationToken).ConfigureAwait(false);
            return attempt.Session is null ? null : new(options) { Current = attempt.Session, _mayStart = false };
        }
        catch (Exception e) when (IsUnusable(e))
        {
            return null;
        }
    }

    /// <summary>The engine to use.</summary>
    /// <param name="lost">The engine that the caller has just lost, if any: it gets another one.</param>
    /// <param name="losses">How many engines the caller's call has lost.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="GraftException">None can be had.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed meanwhile.</exception>
    public async Task<HostSession> GetAsync(HostSession? lost, int losses, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(HostClient));
            if (Current is not null && Current != lost)
                return Current;
            if (Current is not null)
                await Current.DisposeAsync().ConfigureAwait(false);
            return Current = await StartAsync(losses, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>What there is to tell the user about hosts, each thing once.</summary>
    public IEnumerable<Diagnostic> TakeNotices()
    {
        while (_notices.TryDequeue(out var notice))
            yield return notice;
    }

    /// <summary>Leaves the engine; calls that are under way fail, and start no other.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            _isDisposed = true;
            if (Current is not null)
                await Current.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private static bool IsUnusable(Exception e) => e is GraftException or IOException or UnauthorizedAccessException;

    private async Task<HostSession> StartAsync(int losses, CancellationToken cancellationToken)
    {
        if (!_mayStart)
            throw new GraftException(DiagnosticCatalog.InternalError.At("the engine host ended during the call"));
        if (options.UseHost && await TryShareAsync(losses, cancellationToken).ConfigureAwait(false) is { } shared)
            return shared;
        try
        {
            var session = await PrivateHost.StartAsync(options, cancellationToken).ConfigureAwait(false);
            IsPrivate = true;
            return session;
        }
        catch (Exception e) when (IsUnusable(e))
        {
            throw new GraftException(DiagnosticCatalog.InternalError.At(
                $"no engine can be started from {options.Engine.EngineAssembly}: {e.Message}"));
        }
    }

    private async Task<HostSession?> TryShareAsync(int losses, CancellationToken cancellationToken)
    {
        string reason = "it died twice";
        if (losses < MaximumLosses)
        {
            try
            {
                var address = HostAddress.Of(options);
                var attempt = await SharedHost.ConnectOrStartAsync(address, options, cancellationToken).ConfigureAwait(false);
                if (attempt.Session is not null)
                    return attempt.Session;
                reason = attempt.Reason;
            }
            catch (Exception e) when (IsUnusable(e))
            {
                reason = e.Message;
            }
        }

        _notices.Enqueue(DiagnosticCatalog.HostUnavailable.At($"working without the shared engine host: {reason}"));
        return null;
    }
}
