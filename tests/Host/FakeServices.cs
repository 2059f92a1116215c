using Graft.Client;
using Graft.Engine.Host;
using Graft.Protocol;

namespace Graft.Tests.Host;

/// <summary>Rooms that take their time, so that tests see what a host lets run at once, and that fail when told to.</summary>
internal sealed class FakeServices : IEngineServices
{
    private int _running;

    /// <summary>Thrown by every request if set.</summary>
    public Exception? Failure { get; init; }

    /// <summary>If set, a request ends only when so many have begun.</summary>
    public CountdownEvent? Meeting { get; init; }

    /// <summary>Whether two requests ran at once.</summary>
    public bool DidOverlap { get; private set; }

    public string LlvmVersion => "";

    public int Workers => 0;

    public async Task<BuildModuleResult> BuildAsync(BuildModuleRequest request, CancellationToken cancellationToken)
    {
        await Task.Run(Work, cancellationToken);
        return new([], [], 1, 0);
    }

    public Task<IReadOnlyList<Diagnostic>> FinishAsync(string archive) => Task.FromResult<IReadOnlyList<Diagnostic>>([]);

    public LoadModuleResult Load(LoadModuleRequest request)
    {
        Work();
        return new([], 1, 0, 0, 0, 0, 0, [], 0);
    }

    public IReadOnlyList<LoadModuleResult> LoadTogether(IReadOnlyList<LoadModuleRequest> requests) => [.. requests.Select(Load)];

    public IReadOnlyList<LoadModuleResult> LoadAll(string runtime, IReadOnlyList<LoadModuleRequest> requests) => [.. requests.Select(Load)];

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Work()
    {
        if (Failure is not null)
            throw Failure;
        DidOverlap |= Interlocked.Increment(ref _running) > 1;
        if (Meeting is null)
            Thread.Sleep(20);
        else
            Assert.True(Meeting.Signal() || Meeting.Wait(TimeSpan.FromSeconds(30)), "the others did not come");
        Interlocked.Decrement(ref _running);
    }
}
