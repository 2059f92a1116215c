using Graft.Client;
using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>Modules and the program are asked before a patch and told after it; who objects is named, and then nothing changes.</summary>
public sealed class HookSpecs
{
    private static readonly string[] WithHeader = ["-O1", "-fPIC", "-I", Path.Combine(SourceTree.Root, "src", "Runtime", "include")];

    [Fact]
    public async Task A_module_is_told_what_comes_before_and_after()
    {
        using var scene = new Scene();
        await LoadAsync(scene, "watcher",
            """
            #include <graft.h>
            #include <string.h>
            long before, after, order, kinds, isRight = 1;
            int graft_before_patch(const struct graft_patch *patch) {
                before = patch->generation; order = order * 10 + 1; kinds = kinds * 10 + patch->kind;
                isRight &= patch->size == sizeof *patch && patch->consistency == GRAFT_IMMEDIATE && !strcmp(patch->modules, "m") && patch->author[0];
                return 0;
            }
            void graft_after_patch(const struct graft_patch *patch) { after = patch->generation; order = order * 10 + 2; }
            """);
        Assert.Equal((0, 1), (Value(scene, "before"), Value(scene, "after"))); // code that is not there yet is not asked

        await LoadAsync(scene, "m", "long f(void) { return 1; }");
        await LoadAsync(scene, "m", "long f(void) { return 2; }");
        Assert.Equal((3, 3, 21212), (Value(scene, "before"), Value(scene, "after"), Value(scene, "order")));
        scene.Runtime.Undo();
        scene.Runtime.Redo();
        Assert.Equal((5, 5), (Value(scene, "before"), Value(scene, "after")));
        Assert.Equal((23, 1), (Value(scene, "kinds"), Value(scene, "isRight")));
    }

    [Fact]
    public async Task A_module_that_objects_is_named_with_its_reason_and_nothing_changes()
    {
        using var scene = new Scene();
        await LoadAsync(scene, "m", "long f(void) { return 1; }");
        await LoadAsync(scene, "saves",
            """
            #include <graft.h>
            long saving = 1, after;
            int graft_before_patch(const struct graft_patch *patch) { return saving ? graft_veto("the game is being saved") : 0; }
            void graft_after_patch(const struct graft_patch *patch) { after++; }
            """);
        var history = scene.Runtime.GetHistory();

        var refused = await ObjectModule.LoadAsync(scene, "m", "long f(void) { return 2; }");
        var diagnostic = Assert.Single(refused.Diagnostics);
        Assert.Equal("GRAFT4024", diagnostic.Code);
        Assert.Contains("graft_before_patch of module saves", diagnostic.Message, StringComparison.Ordinal);
        Assert.Contains("the game is being saved", diagnostic.Message, StringComparison.Ordinal);
        Assert.Equal("GRAFT4024", Assert.Throws<GraftException>(() => scene.Runtime.Undo()).Diagnostics[0].Code);
        Assert.Equal(1, scene.Call("f"));
        Assert.Equal((2L, history.Count), (scene.Runtime.Generation, scene.Runtime.GetHistory().Count));
        Assert.Equal(1, Value(scene, "after"));

        scene.Runtime.GetData<long>("saving") = 0;
        await LoadAsync(scene, "m", "long f(void) { return 2; }");
        Assert.Equal((2, 2), (scene.Call("f"), Value(scene, "after")));
    }

    [Fact]
    public async Task An_unload_is_asked_about_unless_it_is_forced()
    {
        using var scene = new Scene();
        await LoadAsync(scene, "saves",
            """
            #include <graft.h>
            long told;
            int graft_before_patch(const struct graft_patch *patch) { return patch->kind == GRAFT_UNLOAD ? graft_veto("a level uses it") : 0; }
            void graft_after_patch(const struct graft_patch *patch) { told++; }
            """);
        await LoadAsync(scene, "m", "long f(void) { return 1; }");
        var refusal = Refusal(() => scene.Runtime.Unload("m"));
        Assert.Equal("GRAFT4024", refusal.Code);
        Assert.Contains("a level uses it", refusal.Message, StringComparison.Ordinal);
        Assert.Equal((1, 2), (scene.Call("f"), Value(scene, "told")));
        Assert.Equal("GRAFT4019", Refusal(() => scene.Runtime.Unload("nothing")).Code); // what cannot be is not asked about

        scene.Runtime.Unload("m", force: true);
        Assert.Equal(3, Value(scene, "told"));
        scene.Runtime.Unload("saves", force: true);
        Assert.Equal(4, scene.Runtime.Generation);
    }

    [Fact]
    public async Task Each_module_has_hooks_of_its_own_and_a_patched_hook_is_the_one_that_is_asked()
    {
        using var scene = new Scene();
        const string Hook =
            """
            #include <graft.h>
            long NAME_asked;
            int graft_before_patch(const struct graft_patch *patch) { NAME_asked += STEP; return 0; }
            """;
        await LoadAsync(scene, "a", Hook.Replace("NAME", "a", StringComparison.Ordinal).Replace("STEP", "1", StringComparison.Ordinal));
        await LoadAsync(scene, "b", Hook.Replace("NAME", "b", StringComparison.Ordinal).Replace("STEP", "1", StringComparison.Ordinal));
        Assert.Equal((1, 0), (Value(scene, "a_asked"), Value(scene, "b_asked")));
        await LoadAsync(scene, "a", Hook.Replace("NAME", "a", StringComparison.Ordinal).Replace("STEP", "100", StringComparison.Ordinal));
        Assert.Equal((2, 1), (Value(scene, "a_asked"), Value(scene, "b_asked"))); // the older code was live when it was asked
        await LoadAsync(scene, "m", "int x;");
        Assert.Equal((102, 2), (Value(scene, "a_asked"), Value(scene, "b_asked")));
        scene.Runtime.Unload("a");
        await LoadAsync(scene, "m", "int x, y;");
        Assert.Equal(4, Value(scene, "b_asked")); // the unload asked, too
    }

    [Fact]
    public async Task A_hook_may_come_to_a_sync_point_and_register_its_thread()
    {
        using var scene = new Scene();
        await LoadAsync(scene, "m",
            """
            #include <graft.h>
            int graft_before_patch(const struct graft_patch *patch) { graft_register_thread("hook"); graft_sync_point(); graft_unregister_thread(); return 0; }
            void graft_after_patch(const struct graft_patch *patch) { graft_sync_point(); }
            """);
        await LoadAsync(scene, "n", "int x;");
        Assert.Equal(2, scene.Runtime.Generation);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_hook_that_faults_before_is_a_veto_and_after_a_word()
    {
        using var scene = new Scene(new RuntimeOptions { ArenaSize = 16 * 1024 * 1024, OnFault = OnFault.RollBack });
        await LoadAsync(scene, "m", "long f(void) { return 1; }");
        await LoadAsync(scene, "bad",
            """
            #include <graft.h>
            int when = 1;
            int graft_before_patch(const struct graft_patch *patch) { if (when == 1) *(volatile int *)8 = 1; return 0; }
            void graft_after_patch(const struct graft_patch *patch) { if (when == 2) *(volatile int *)8 = 1; }
            """);
        var refused = Assert.Single((await ObjectModule.LoadAsync(scene, "m", "long f(void) { return 2; }")).Diagnostics);
        Assert.Equal("GRAFT4024", refused.Code);
        Assert.Contains("SIGSEGV", refused.Message, StringComparison.Ordinal);
        Assert.Equal((1, 2), (scene.Call("f"), scene.Runtime.Generation));

        scene.Runtime.GetData<int>("when") = 2;
        var told = await ObjectModule.LoadAsync(scene, "m", "long f(void) { return 2; }");
        Assert.True(told.Generation == 3 && told.Diagnostics.Any(d => d.Message.Contains("is in effect, but graft_after_patch of module bad", StringComparison.Ordinal)), string.Join('\n', told.Diagnostics));
        Assert.Equal(2, scene.Call("f"));
    }

    [Fact]
    public void The_program_can_veto_by_word_and_by_exception()
    {
        using var scene = new Scene();
        scene.Load(Version(1));
        PatchingEventArgs? asked = null;
        EventHandler<PatchingEventArgs> veto = (_, question) => (asked = question).Veto("a level is loading");
        scene.Runtime.Patching += veto;
        var refusal = Refusal(() => scene.Load(Version(2)));
        Assert.Equal("GRAFT4024", refusal.Code);
        Assert.Contains("the program objects to generation 2", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("a level is loading", refusal.Message, StringComparison.Ordinal);
        Assert.Equal((2L, GenerationKind.Load, ConsistencyLevel.Immediate), (asked!.Generation, asked.Kind, asked.Consistency));
        Assert.Equal(["m"], asked.Modules);
        Assert.NotEmpty(asked.Author);

        scene.Runtime.Patching -= veto;
        EventHandler<PatchingEventArgs> fail = (_, _) => throw new InvalidOperationException("no level");
        scene.Runtime.Patching += fail;
        Assert.Contains("threw InvalidOperationException: no level", Refusal(() => scene.Load(Version(2))).Message, StringComparison.Ordinal);
        Assert.Equal((1L, 1L), (scene.Call("f"), scene.Runtime.Generation));

        scene.Runtime.Patching -= fail;
        scene.Load(Version(2));
        Assert.Equal((2L, 2L), (scene.Call("f"), scene.Runtime.Generation));
    }

    [Fact]
    public void Update_handlers_clear_their_caches_before_any_of_them_updates()
    {
        using var scene = new Scene();
        scene.Runtime.AddUpdateHandler<FirstHandler>();
        scene.Runtime.AddUpdateHandler<SecondHandler>();
        scene.Runtime.AddUpdateHandler<FirstHandler>();
        Assert.Empty(scene.Load(Version(1)).Diagnostics);
        Assert.Equal(["clear first", "clear second", "update first"], FirstHandler.Calls);
        FirstHandler.Fails = true;
        var failure = Assert.Single(scene.Load(Version(2)).Diagnostics);
        Assert.Equal("GRAFT4014", failure.Code);
        Assert.Equal(2, scene.Call("f"));
    }

    private static HandModule Version(int version) => new HandModule("m").Function("f", code => code.Return(version));

    private static Diagnostic Refusal(Action action) => Assert.Single(Assert.Throws<GraftException>(action).Diagnostics);

    private static Task LoadAsync(Scene scene, string module, string source) => ObjectModule.LoadWellAsync(scene, module, source, WithHeader);

    private static long Value(Scene scene, string name) => scene.Runtime.GetData<long>(name);

    private sealed class FirstHandler : IUpdateHandler
    {
        public static List<string> Calls { get; } = [];

        public static bool Fails { get; set; }

        public static void ClearCache(Type[]? updatedTypes) => Calls.Add(updatedTypes is null ? "clear first" : "types");

        public static void UpdateApplication(Type[]? updatedTypes)
        {
            Calls.Add("update first");
            if (Fails)
                throw new InvalidOperationException("the view is closed");
        }
    }

    private sealed class SecondHandler : IUpdateHandler
    {
        public static void ClearCache(Type[]? updatedTypes) => FirstHandler.Calls.Add("clear second");
    }
}
