using Graft.Engine.Link;
using Graft.Engine.Objects;
using Graft.Protocol;
using Graft.Tests.Compile;

namespace Graft.Tests.Link;

/// <summary>Sections that no root reaches are left out: the ones that ld.lld leaves out of the same objects.</summary>
public sealed class UnusedSectionSpecs : IDisposable
{
    private const string Library = """
        #define DEFAULT __attribute__((visibility("default")))
        #define KEEP(name) __attribute__((used, section(name)))
        extern int missing(void);
        extern int other(int);
        static const char *text = "text";
        static int table[] = { 1, 2, 3 };
        static int unused_table[] = { 4, 5, 6 };
        int hidden_used(int x) { return table[x & 1] + other(x); }
        int hidden_unused(int x) { return unused_table[x & 1] + missing(); }
        int loops_with_itself(int x) { return x ? loops_with_itself(x - 1) : missing(); }
        __attribute__((retain, used)) static int retained(void) { return hidden_used(1); }
        __attribute__((constructor)) static void begin(void) { table[0] = 7; }
        __attribute__((destructor)) static void end(void) { table[1] = 8; }
        KEEP("listed") static int (*const first)(int) = hidden_used;
        KEEP("unlisted") static int (*const second)(int) = hidden_unused;
        extern int (*const __start_listed[])(int), (*const __stop_listed[])(int);
        DEFAULT int sum(void) { int all = 0; for (int (*const *f)(int) = __start_listed; f < __stop_listed; f++) all += (*f)(1); return all; }
        DEFAULT const char *get(void) { return text; }
        DEFAULT int exported_data = 3;
        """;

    private const string Exceptions = """
        #define DEFAULT __attribute__((visibility("default")))
        extern "C" int other(int x) { if (x > 3) throw x; return x; }
        template <class T> struct Guard { T *p; ~Guard() { other((int)++*p); } };
        template <class T> T twice(T x) { Guard<T> g{&x}; return other(x) * 2; }
        int used_no_more() { try { return twice(5l); } catch (long e) { return (int)e; } }
        DEFAULT int entry(int x) { try { return twice(x); } catch (int e) { return e; } }
        inline int counter = other(2);
        DEFAULT int *count() { return &counter; }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("graft-gc-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact(Timeout = 60_000)]
    public async Task The_sections_that_lld_removes_are_left_out()
    {
        var units = new[] { await UnitAsync("library.o", Library), await UnitAsync("exceptions.o", Exceptions, "-x", "c++", "-std=c++17") };
        string[] expected = await RemovedByLldAsync("library.o", "exceptions.o");
        Assert.Contains("library.o:(.text.hidden_unused)", expected);

        var scene = new LinkScene();
        var result = scene.Link(units, new LinkOptions { GcSections = true });
        Assert.True(result is not null, string.Join('\n', scene.Diagnostics));
        string[] leftOut = LeftOut(result, units);
        Assert.Equal(expected.Where(IsNoTable), leftOut.Where(IsNoTable));

        // lld keeps the tables of all functions that have frames; here they go with their function.
        Assert.Contains("exceptions.o:(.gcc_except_table._Z12used_no_morev)", leftOut);
        Assert.Superset(expected.ToHashSet(), leftOut.ToHashSet());
        Assert.DoesNotContain(scene.Agent.LastResolve!.Wants, want => want.Name == "missing"u8);
        Assert.DoesNotContain(scene.Agent.LastResolve.Definitions, definition => definition.Name == "hidden_unused"u8);
    }

    [Fact(Timeout = 60_000)]
    public async Task Of_a_program_only_what_its_roots_reach_is_linked()
    {
        var unit = await UnitAsync("program.o", "__attribute__((optnone, noinline)) int helper(void) { return 3; } int idle(void) { return missing(); } int main(void) { return helper(); }", "-fvisibility=default", "-Wno-implicit");
        var scene = new LinkScene();
        scene.Link([unit], new LinkOptions { GcSections = true, ExportsAreRoots = false, Roots = ["main"] });
        Assert.Equal(["helper", "main"], scene.Agent.LastResolve!.Definitions.Select(d => d.Name.ToString()).Order());
        Assert.Empty(scene.Agent.LastResolve.Wants);
    }

    [Fact(Timeout = 60_000)]
    public async Task Frames_of_what_is_left_out_vanish()
    {
        var unit = await UnitAsync("library.o", Library);
        var all = new LinkScene();
        all.Link(unit);
        var some = new LinkScene();
        some.Link([unit], new LinkOptions { GcSections = true });
        var frames = FrameStarts(some);
        Assert.True(frames.Count < FrameStarts(all).Count);
        var functions = some.Agent.LastResolve!.Definitions
            .Select((definition, i) => (definition.Kind, Address: some.Agent.LastCommit!.Addresses[i]))
            .Where(definition => definition.Kind == SymbolKind.Function).Select(definition => definition.Address);
        Assert.Equal(functions.Order(), frames.Order());
    }

    private static List<ulong> FrameStarts(LinkScene scene) => FrameTable.FunctionsOf(scene.Agent, scene.Agent.LastCommit!.Units[0]);

    private static bool IsNoTable(string section) => !section.Contains(".gcc_except_table", StringComparison.Ordinal);

    private static string[] LeftOut(LinkResult result, ObjectUnit[] units) =>
    [
        .. units.SelectMany((unit, u) => unit.Sections.Select((section, i) => (section, i))
                .Where(pair => pair.section is { IsLoaded: true, Kind: not SectionKind.EhFrame } && result.Map.AddressOf(u, pair.i) is null)
                .Select(pair => $"{unit.Name}:({pair.section.Name})"))
            .Order(StringComparer.Ordinal),
    ];

    private async Task<ObjectUnit> UnitAsync(string name, string source, params string[] arguments)
    {
        byte[] bytes = await Toolchain.CompileAsync(source, ["-O1", "-fPIC", "-fvisibility=hidden", "-fno-asynchronous-unwind-tables", "-funwind-tables", .. arguments]);
        await File.WriteAllBytesAsync(Path.Combine(_folder, name), bytes);
        var diagnostics = new DiagnosticBag();
        var unit = ObjectReader.Read(name, bytes, diagnostics);
        Assert.True(unit is not null, string.Join('\n', diagnostics));
        return unit;
    }

    private async Task<string[]> RemovedByLldAsync(params string[] objects)
    {
        string output = await Toolchain.RunAsync(InstalledLlvm.Tool("ld.lld"), _folder,
            ["-shared", "--gc-sections", "--print-gc-sections", "-z", "nostart-stop-gc", .. objects, "-o", "linked"]);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line["removing unused section ".Length..]).Order(StringComparer.Ordinal)];
    }
}
