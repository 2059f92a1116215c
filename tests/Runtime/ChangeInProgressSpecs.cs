using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Graft.Client;
using Graft.Engine.Patch;
using Graft.Protocol;
using Graft.Tests.Link;

namespace Graft.Tests.Runtimes;

/// <summary>Changes take effect one after the other: what goes wrong within one, or asks for another from within, neither waits for ever nor spoils it.</summary>
public sealed class ChangeInProgressSpecs
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    private static Graft.Runtime? _runtime;
    private static string _refusal = "";

    [Fact(Timeout = 60_000)]
    public async Task An_initialiser_cannot_take_back_what_it_is_part_of()
    {
        using var scene = NewScene();
        await ObjectModule.LoadWellAsync(scene, "m", "long f(void) { return 1; }");
        unsafe
        {
            scene.Runtime.Export("take_back", (nint)(delegate* unmanaged[Cdecl]<void>)&TakeBack);
        }

        _runtime = scene.Runtime;
        var result = await ObjectModule.LoadAsync(scene, "n", "void take_back(void); __attribute__((constructor)) static void begin(void) { take_back(); } long g(void) { return 2; }");

        Assert.Equal("GRAFT4021", _refusal);
        Assert.Equal((2L, 2L), (result.Generation, scene.Call("g")));
        Assert.Equal([1L, 2L], scene.Runtime.GetHistory().Select(record => record.Generation));
        scene.Runtime.Undo();
        Assert.Equal(1, scene.Call("f"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_waits_for_code_that_does_not_end_is_told_which_it_is()
    {
        using var scene = new Scene(new RuntimeOptions { ArenaSize = 16 * 1024 * 1024, ChangeLimit = TimeSpan.FromSeconds(0.3) });
        await ObjectModule.LoadWellAsync(scene, "flags", "int end;");
        const string Source = "extern volatile int end; __attribute__((constructor)) static void spin(void) { while (!end); } long f(void) { return 1; }";
        var first = ObjectModule.LoadAsync(scene, "m", Source);
        using var agent = AgentConnection.Connect(scene.Name, TimeSpan.FromSeconds(2));
        Assert.True(SpinWait.SpinUntil(() => agent.GetStatus().Activity.Length > 0, Long));
        Assert.Matches(@"^runs an initialiser \('spin' of module m, [^)]+\), since [0-9.]+ s$", agent.GetStatus().Activity);

        var second = Assert.Single((await ObjectModule.LoadAsync(scene, "n", "long g(void) { return 2; }")).Diagnostics);
        Assert.Equal("GRAFT4022", second.Code);
        Assert.Contains("did not end within 0.3 s: it runs an initialiser ('spin' of module m, ", second.Message, StringComparison.Ordinal);
        Assert.Equal("GRAFT4022", Assert.Throws<GraftException>(() => scene.Runtime.Undo()).Diagnostics[0].Code);

        scene.Runtime.GetData<int>("end") = 1;
        Assert.Equal(2, (await first).Generation);
        Assert.Equal("", agent.GetStatus().Activity);
        Assert.Equal(3, (await ObjectModule.LoadAsync(scene, "n", "long g(void) { return 2; }")).Generation);
        Assert.Equal((1, 2), (scene.Call("f"), scene.Call("g")));
    }

    [Fact]
    public void Who_gets_no_answer_is_told_what_the_runtime_does()
    {
        using var scene = NewScene();
        using var end = new ManualResetEventSlim();
        scene.Runtime.Patching += (_, _) => end.Wait(Long);
        using var agent = AgentConnection.Connect(scene.Name, TimeSpan.FromSeconds(0.3));
        var lost = Assert.Throws<GraftException>(() => Version(1).Load(agent)).Diagnostics[0];
        Assert.Equal("GRAFT4002", lost.Code);
        Assert.Contains("did not answer within 0.3 s: it asks the handlers of Runtime.Patching, since ", lost.Message, StringComparison.Ordinal);
        end.Set();
        Assert.True(SpinWait.SpinUntil(() => scene.Runtime.Generation == 1, Long)); // it takes effect all the same
    }

    [Fact]
    public void A_handler_that_is_asked_cannot_take_back_and_one_that_is_told_can()
    {
        using var scene = NewScene();
        scene.Load(Version(1));
        string refusal = "";
        scene.Runtime.Patching += (_, question) =>
        {
            if (question.Generation == 2)
                refusal = Assert.Throws<GraftException>(() => scene.Runtime.Undo()).Diagnostics[0].Code;
        };
        scene.Runtime.Patched += (_, patch) =>
        {
            if (patch.Commit.Generation == 2)
                scene.Runtime.Undo();
        };
        scene.Load(Version(2));
        Assert.Equal("GRAFT4021", refusal);
        Assert.Equal(1, scene.Call("f"));
        Assert.Equal(3, scene.Runtime.Generation);
    }

    [Fact(Timeout = 60_000)]
    public async Task Threads_run_again_when_those_are_told_who_may_wait_for_one_although_a_migration_failed()
    {
        using var scene = NewScene();
        await ObjectModule.LoadWellAsync(scene, "m", "int score = 5; long next(void) { return ++score; }");
        using var end = new CancellationTokenSource();
        long frames = 0;
        var frame = new Thread(() =>
        {
            using var registration = scene.Runtime.RegisterThread("frame");
            for (; !end.IsCancellationRequested; Interlocked.Increment(ref frames), Thread.Yield())
                scene.Runtime.SyncPoint();
        });
        frame.Start();
        Assert.True(SpinWait.SpinUntil(() => scene.Runtime.Threads.Count == 1, Long));
        bool hasRun = false;
        scene.Runtime.Patched += (_, _) =>
        {
            long before = Interlocked.Read(ref frames);
            hasRun = SpinWait.SpinUntil(() => Interlocked.Read(ref frames) > before + 2, TimeSpan.FromSeconds(10));
        };

        var result = await MigrateAsync(scene, "*(volatile int *)8 = 1;");

        end.Cancel();
        frame.Join();
        Assert.Equal("GRAFT4027", Assert.Single(result.Diagnostics).Code);
        Assert.True(hasRun);
        Assert.Equal(6, scene.Call("next"));
        Assert.Equal([GenerationKind.Load, GenerationKind.Load, GenerationKind.Undo], scene.Runtime.GetHistory().Select(record => record.Kind));
    }

    [Fact(Timeout = 60_000)]
    public async Task Migrations_that_fail_leave_no_code_behind()
    {
        using var scene = new Scene(new RuntimeOptions { ArenaSize = 16 * 1024 * 1024, OnFault = OnFault.RollBack, UndoDepth = 1 });
        await ObjectModule.LoadWellAsync(scene, "m", "int score = 5; long next(void) { return ++score; }");
        using var agent = scene.Connect();
        ulong used = 0;
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal("GRAFT4027", Assert.Single((await MigrateAsync(scene, "*(volatile int *)8 = 1;")).Diagnostics).Code);
            scene.Runtime.DeclareQuiescence();
            if (i == 0)
                used = agent.GetStatus().Code.Used;
        }

        Assert.Equal(used, agent.GetStatus().Code.Used);
        Assert.Equal(6, scene.Call("next"));
    }

    private static Scene NewScene() => new(new RuntimeOptions { ArenaSize = 16 * 1024 * 1024, OnFault = OnFault.RollBack });

    private static HandModule Version(int version) => new HandModule("m").Function("f", code => code.Return(version));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void TakeBack()
    {
        try
        {
            _runtime!.Undo();
        }
        catch (GraftException e)
        {
            _refusal = e.Diagnostics[0].Code;
        }
    }

    private static async Task<LoadModuleResult> MigrateAsync(Scene scene, string migration)
    {
        string folder = Directory.CreateTempSubdirectory("graft-change-").FullName;
        try
        {
            string path = Path.Combine(folder, "unit.o");
            await File.WriteAllBytesAsync(path, await Toolchain.CompileAsync(
                $"void grow(const int *old, long *now) __asm__(\"graft_migrate.score\"); void grow(const int *old, long *now) {{ {migration} }} long score; long next(void) {{ return ++score; }}",
                "-O1", "-fPIC"));
            using var agent = scene.Connect();
            return ModuleTransaction.Load(agent, [new(scene.Name, "m", [path]) { Consistency = ConsistencyLevel.Synced, SyncLimit = 20 }])[0];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
