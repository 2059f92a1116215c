namespace Graft;

/// <summary>The types that a program has registered to be told of patches. Thread-safe.</summary>
internal sealed class UpdateHandlers
{
    private readonly Lock _gate = new();
    private readonly List<Action<Type[]?>> _clearCache = [];
    private readonly List<Action<Type[]?>> _updateApplication = [];

    /// <summary>Adds a type; one that is there is not added again.</summary>
    public void Add<THandler>()
        where THandler : IUpdateHandler
    {
        lock (_gate)
        {
            if (_clearCache.Contains(THandler.ClearCache))
                return;
            _clearCache.Add(THandler.ClearCache);
            _updateApplication.Add(THandler.UpdateApplication);
        }
    }

    /// <summary>Tells them all.</summary>
    public void Tell()
    {
        Action<Type[]?>[] calls;
        lock (_gate)
            calls = [.. _clearCache, .. _updateApplication];
        foreach (var call in calls)
            call(null);
    }
}
