using System.Globalization;
using Graft.Client;
using Graft.Engine.Objects;
using Graft.Engine.Patch;
using Graft.Protocol;
using Graft.Tests.Link;
using Graft.Tests.Runtimes;

namespace Graft.Tests.Patch;

/// <summary>Of many objects no more is kept than what is known of their sections and symbols: steps read contents again, and notice if they are others.</summary>
public sealed class ManyObjectsSpecs : IDisposable
{
    private const int Objects = 20;

    /// <summary>A chain through all objects, with what has to be found again in each: strings, tables, an inline function that all have.</summary>
    private const string Source = """
        #define NAME2(a, b) a##b
        #define NAME(a, b) NAME2(a, b)
        inline long shared(long x) { static long calls; return x + ++calls; }
        static const char *names[] = { "zero", "one", "two" };
        extern "C" const char NAME(pad, UNIT)[160000] = { 1, 2, 3 };
        extern "C" long NAME(link, NEXT)(long n);
        extern "C" long NAME(link, UNIT)(long n)
        {
            return n == 0 ? shared(names[2][0] == 't') : NAME(link, NEXT)(n - 1) + FACTOR + NAME(pad, UNIT)[1];
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("graft-many-").FullName;
    private readonly Scene _scene = new();

    public void Dispose()
    {
        _scene.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact(Timeout = 120_000)]
    public async Task They_run_and_a_patch_of_one_finds_all_else_unchanged()
    {
        await CompileAsync();
        using (var memory = new FileMemory(Paths))
            Assert.True(memory.HoldsMany);
        var first = Load();
        Assert.True(first.Succeeded, string.Join('\n', first.Diagnostics));
        Assert.Equal(30 * 3 + 2, Call(30));

        Assert.Equal((first.Generation, 0), (Load().Generation, Load().Patched));
        await CompileAsync(7, factor: 101);
        var second = Load();
        Assert.True(second.Succeeded, string.Join('\n', second.Diagnostics));
        Assert.Equal((first.Generation + 1, 1), (second.Generation, second.Patched));
        Assert.Equal(30 * 3 + 2 * 100 + 3, Call(30));
    }

    [Fact(Timeout = 120_000)]
    public async Task One_that_is_overwritten_while_it_is_loaded_is_named_and_nothing_is_loaded()
    {
        await CompileAsync();
        byte[] other = await CompiledAsync(3, factor: 2);
        using (var agent = new DisturbedAgent(_scene.Connect()) { BeforeDefinition = () => File.WriteAllBytes(PathOf(3), other) })
        {
            var refused = Load(agent);
            Assert.False(refused.Succeeded);
            var diagnostic = Assert.Single(refused.Diagnostics);
            Assert.Equal(("GRAFT3008", PathOf(3)), (diagnostic.Code, diagnostic.File));
        }

        using (var agent = _scene.Connect())
            Assert.Equal((0, 0), (agent.GetStatus().Generation, agent.GetStatus().Modules.Count));

        await CompileAsync(3, factor: 1);
        Assert.True(Load().Succeeded);
        Assert.Equal(30 * 3 + 2, Call(30));
    }

    [Fact(Timeout = 120_000)]
    public async Task One_that_goes_or_is_replaced_while_it_is_loaded_is_loaded_as_it_was()
    {
        await CompileAsync();
        await File.WriteAllBytesAsync(PathOf(3) + ".new", await CompiledAsync(3, factor: 2));
        using (var agent = new DisturbedAgent(_scene.Connect()) { BeforeDefinition = Disturb })
            Assert.True(Load(agent).Succeeded);
        Assert.Equal(30 * 3 + 2, Call(30));

        void Disturb()
        {
            File.Delete(PathOf(2));
            File.Move(PathOf(3) + ".new", PathOf(3), overwrite: true);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task One_that_is_overwritten_once_all_is_written_was_loaded_and_counts_as_changed_later()
    {
        await CompileAsync();
        byte[] before = await File.ReadAllBytesAsync(PathOf(3));
        using (var agent = new DisturbedAgent(_scene.Connect()) { BeforeCommit = () => File.WriteAllBytes(PathOf(3), []) })
            Assert.True(Load(agent).Succeeded);
        Assert.Equal(30 * 3 + 2, Call(30));

        await File.WriteAllBytesAsync(PathOf(3), [.. before, 0]);
        var patch = Load();
        Assert.True(patch.Succeeded, string.Join('\n', patch.Diagnostics));
        Assert.Equal(1, patch.Patched);
        Assert.Equal(30 * 3 + 3, Call(30));
    }

    [Fact(Timeout = 120_000)]
    public async Task What_is_not_loaded_is_not_read_again_though_something_names_it()
    {
        await CompileAsync();
        string odd = Path.Combine(_folder, "odd.o");
        await File.WriteAllBytesAsync(odd, await Assembler.BytesAsync("""
            .section .extra,"",@progbits; .Lextra: .quad 1
            .section .debug_str,"MS",@progbits,1; .Lstring: .asciz "text"
            .section .data.p,"aw",@progbits; .globl p; .type p,@object
            p: .quad 0; .reloc p, R_X86_64_NONE, .Lextra; .reloc p, R_X86_64_NONE, .Lstring
            .size p, 8
            """));
        using var agent = _scene.Connect();
        var load = ModuleLoader.Load(agent, new LoadModuleRequest(_scene.Name, "m", [.. Paths, odd]));
        Assert.True(load.Succeeded, string.Join('\n', load.Diagnostics));
        Assert.Equal(30 * 3 + 2, Call(30));
    }

    [Theory(Timeout = 120_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task More_than_may_stay_open_are_opened_again(bool isOverwritten)
    {
        string one = Path.Combine(_folder, "one.o");
        await File.WriteAllBytesAsync(one, await Toolchain.CompileAsync("static long one(void) { return 1; } __attribute__((used)) static long (*pointer)(void) = one;", "-x", "c", "-O1", "-fPIC"));
        string[] paths = [.. Enumerable.Range(0, 2000).Select(i => Path.Combine(_folder, $"copy{i}.o")), PathOf(0)];
        foreach (string path in paths[..^1])
            File.Copy(one, path);
        await File.WriteAllBytesAsync(PathOf(0), await Toolchain.CompileAsync("long f(void) { return 42; }", "-x", "c", "-O1", "-fPIC"));
        using var memory = new FileMemory(paths);
        Assert.True(memory.HoldsMany);

        using var agent = new DisturbedAgent(_scene.Connect()) { BeforeDefinition = () => File.WriteAllBytes(paths[7], isOverwritten ? [1] : File.ReadAllBytes(one)) };
        var load = ModuleLoader.Load(agent, new LoadModuleRequest(_scene.Name, "m", paths));
        Assert.Equal(isOverwritten ? ["GRAFT3008"] : [], load.Diagnostics.Select(diagnostic => diagnostic.Code).Distinct());
        Assert.Equal(!isOverwritten, load.Succeeded);
    }

    private string[] Paths => [.. Enumerable.Range(0, Objects).Select(PathOf)];

    private string PathOf(int unit) => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{unit:00}.o"));

    private Task CompileAsync() => Task.WhenAll(Enumerable.Range(0, Objects).Select(unit => CompileAsync(unit, factor: 1)));

    private async Task CompileAsync(int unit, int factor) => await File.WriteAllBytesAsync(PathOf(unit), await CompiledAsync(unit, factor));

    private static Task<byte[]> CompiledAsync(int unit, int factor) => Toolchain.CompileAsync(
        Source, "-x", "c++", "-O1", "-fPIC", $"-DUNIT={unit}", $"-DNEXT={(unit + 1) % Objects}", $"-DFACTOR={factor}");

    private LoadModuleResult Load()
    {
        using var agent = _scene.Connect();
        return Load(agent);
    }

    private LoadModuleResult Load(IAgent agent) => ModuleLoader.Load(agent, new LoadModuleRequest(_scene.Name, "m", Paths));

    private unsafe long Call(long depth) => ((delegate* unmanaged[Cdecl]<long, long>)_scene.Runtime.GetFunctionPointer("link0"))(depth);

    /// <summary>A session in which something happens between readings of the objects: before contents are read again, or before they are for the last time.</summary>
    private sealed class DisturbedAgent(IAgent agent) : PassingAgent(agent)
    {
        public Action BeforeDefinition { get; init; } = () => { };

        public Action BeforeCommit { get; init; } = () => { };

        /// <summary>Is not done while the agent works: all digests are computed after the commit.</summary>
        public override ISpareWork? SpareWork { get; set; }

        public override void Define(ResolveRequest request)
        {
            BeforeDefinition();
            base.Define(request);
        }

        public override CommitReply Commit(CommitRequest request)
        {
            BeforeCommit();
            return base.Commit(request);
        }
    }
}
