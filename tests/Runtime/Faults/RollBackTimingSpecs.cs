using System.Diagnostics;
using Graft.Protocol;

namespace Graft.Tests.Runtimes.Faults;

/// <summary>A fault takes back what is to blame for it when its turn comes, at once or not at all, and never a correction.</summary>
public sealed class RollBackTimingSpecs : IDisposable
{
    private readonly Scene _scene = new(new RuntimeOptions { ArenaSize = 16 * 1024 * 1024, OnFault = OnFault.RollBack });

    public void Dispose() => _scene.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task A_correction_that_was_about_to_come_stays()
    {
        await LoadAsync("return 1;");
        await LoadAsync("return *(volatile long *)8;");
        Task<FaultRecord?>? call = null;
        _scene.Runtime.Patching += (_, question) =>
        {
            if (question.Generation != 3)
                return;
            call = Task.Run(() => _scene.Runtime.Guard(_scene.Runtime.GetFunctionPointer("f")));
            Assert.False(call.Wait(TimeSpan.FromMilliseconds(500))); // it waits for its turn
        };

        await LoadAsync("return 3;");

        Assert.Equal(0, (await call!)!.TakenBack);
        Assert.Equal((3L, 3L), (_scene.Call("f"), _scene.Runtime.Generation));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_cannot_be_taken_back_soon_is_not_taken_back_later()
    {
        await LoadAsync("return 1;");
        await LoadAsync("return *(volatile long *)8;");
        bool isOver = false;
        _scene.Runtime.Patching += (_, question) =>
        {
            if (question.Generation != 3)
                return;
            nint function = _scene.Runtime.GetFunctionPointer("f");
            Task<FaultRecord?>[] calls = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() => _scene.Runtime.Guard(function)))];
            isOver = Task.WaitAll(calls, TimeSpan.FromSeconds(9)); // after 10 the process would end
            Assert.All(calls, call => Assert.Equal(0, call.Result!.TakenBack));
        };

        await ObjectModule.LoadWellAsync(_scene, "n", "int n;");

        Assert.True(isOver);
        Assert.Equal(3, _scene.Runtime.Generation);
        Assert.DoesNotContain(_scene.Runtime.GetHistory(), record => record.Kind == GenerationKind.Undo);
    }

    [Fact(Timeout = 60_000)]
    public async Task Whoever_is_told_of_it_may_take_his_time_and_even_fault()
    {
        await ObjectModule.LoadWellAsync(_scene, "told", "int wrong; void graft_after_patch(void *patch) { if (wrong) *(volatile int *)8 = 1; }");
        await LoadAsync("return 1;");
        await LoadAsync("return *(volatile long *)8;");
        _scene.Runtime.GetData<int>("wrong") = 1;

        long start = Stopwatch.GetTimestamp();
        var fault = _scene.Runtime.Guard(_scene.Runtime.GetFunctionPointer("f"));

        Assert.Equal(3, fault!.TakenBack);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(4), "it waited for the hook");
        Assert.Equal(1, _scene.Call("f"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Faulty_code_that_was_edited_back_is_taken_back_again_and_only_that()
    {
        const string Faulty = "return *(volatile long *)8;";
        await LoadAsync("return 1;");
        await LoadAsync(Faulty);
        Assert.Equal(2, Fault());
        await LoadAsync(Faulty); // the same bytes as before
        Assert.Equal(4, Fault());
        await LoadAsync("return 6;");
        await LoadAsync(Faulty);
        Assert.Equal(7, Fault());
        Assert.Equal(6, _scene.Call("f"));
    }

    private long Fault() => _scene.Runtime.Guard(_scene.Runtime.GetFunctionPointer("f"))!.TakenBack;

    private Task LoadAsync(string body) => ObjectModule.LoadWellAsync(_scene, "m", $"long f(void) {{ {body} }}");
}
