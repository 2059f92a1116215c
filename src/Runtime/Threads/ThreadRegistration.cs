namespace Graft;

/// <summary>A thread's promise to come to sync points; disposing it, on that thread, ends the promise.</summary>
internal sealed class ThreadRegistration : IDisposable
{
    private readonly ThreadRegistry _registry;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private bool _isDisposed;

    public ThreadRegistration(ThreadRegistry registry, string name)
    {
        _registry = registry;
        registry.Register(name);
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        if (Environment.CurrentManagedThreadId != _thread)
            throw new InvalidOperationException("a thread's registration is ended by the thread itself");
        _isDisposed = true;
        _registry.Unregister();
    }
}
