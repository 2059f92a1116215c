using Graft.Engine.Objects.Relocatable;
using Graft.Protocol;
using Graft.Tests.Compile;
using Graft.Tests.Link;

namespace Graft.Tests.Objects.Relocatable;

/// <summary>The bytes of a merged object follow from what is in it, not from how it came there.</summary>
[Collection(CompileCollection.Name)]
public sealed class CanonicalFormSpecs(CompileFixture fixture)
{
    /// <summary>Programs that have what makes cutting hard: tables of all kinds, exceptions, templates, thread-locals, aliases, assembly in functions.</summary>
    private static readonly string[] Files =
    [
        "c/computed-goto-interpreter.c", "c/computed-goto-label-differences.c", "c/constructor-priorities.c", "c/alias-of-function-and-data.c",
        "c/section-start-stop-of-code.c", "c/weak-undefined.c", "c/unicode-names.c", "c/retpolines.c", "c/indirect-function.c", "c/functions-patchable.c",
        "cpp/containers.cpp", "cpp/coroutine-generator.cpp", "cpp/exception-types.cpp", "cpp/static-initialisation-order.cpp",
        "cpp/thread-local-objects.cpp", "cpp/templates-variadic.cpp", "cpp/virtual-inheritance.cpp",
    ];

    public static TheoryData<string, int> Programs
    {
        get
        {
            var programs = new TheoryData<string, int>();
            foreach (string file in Files)
            {
                programs.Add(file, 0);
                programs.Add(file, 1);
            }

            return programs;
        }
    }

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Programs))]
    public async Task Functions_compiled_apart_and_together_give_one_object(string program, int level)
    {
        string path = Path.Combine(SourceTree.Root, "tests", "Programs", program);
        await CheckAsync(await CompiledParts.OfSourceAsync(fixture.Pool, path, level));
    }

    [Theory(Timeout = 240_000)]
    [InlineData(0)]
    [InlineData(1)]
    public async Task All_of_Lua_compiled_apart_and_together_gives_one_object(int level)
    {
        await CorpusObjects.GetAsync("lua", "pic");
        string folder = Path.Combine(SourceTree.Root, "artifacts", "corpus", "lua");
        foreach (string source in Directory.GetFiles(folder, "*.c"))
            await CheckAsync(await CompiledParts.OfSourceAsync(fixture.Pool, source, level, "-DLUA_USE_POSIX"));
    }

    [Fact(Timeout = 120_000)]
    public async Task All_samples_compiled_apart_and_together_give_one_object()
    {
        string folder = Path.Combine(SourceTree.Root, "samples");
        foreach (string source in (string[])["Host/Module/ball.c", "Lua/Interpreter/run_script.c"])
            await CheckAsync(await CompiledParts.OfSourceAsync(fixture.Pool, Path.Combine(folder, source), level: 0, "-I../../../artifacts/corpus/lua"));
        foreach (string source in (string[])["Cycle/A/a.ll", "Cycle/B/b.ll", "Cycle/C/c.ll"])
            await CheckAsync(await CompiledParts.OfIrAsync(fixture.Pool, await File.ReadAllBytesAsync(Path.Combine(folder, source)), level: 0));
    }

    [Fact(Timeout = 240_000)]
    public async Task All_of_SQLite_compiled_apart_and_together_gives_one_object()
    {
        await CorpusObjects.GetAsync("sqlite", "pic");
        string folder = Path.Combine(SourceTree.Root, "artifacts", "corpus", "sqlite");
        await CheckAsync(await CompiledParts.OfSourceAsync(fixture.Pool, Path.Combine(folder, "sqlite3.c"), level: 0));
    }

    private static async Task CheckAsync(CompiledParts parts)
    {
        var whole = parts.Merge(group => parts.Whole[group]);
        byte[] bytes = whole.ToBytes().ToArray();
        Assert.Equal(bytes, parts.Merge(group => parts.Groups[group]).ToBytes().ToArray());
        Assert.Equal(bytes, parts.Merge(group => parts.First[group]).ToBytes().ToArray());

        // Read again, and with every seventh function replaced in both.
        var read = CompiledParts.Read(bytes);
        Assert.Equal(bytes, read.ToBytes().ToArray());
        Assert.Equal(bytes, parts.Merge(group => group % 7 == 0 ? parts.Groups[group] : read).ToBytes().ToArray());
        foreach (int group in parts.Functions.Where(group => group % 7 == 0))
        {
            whole = Replace(whole, parts.Groups[group]);
            read = Replace(read, parts.Groups[group]);
        }

        Assert.Equal(bytes, whole.ToBytes().ToArray());
        Assert.Equal(bytes, read.ToBytes().ToArray());
        await ObjectChecks.AreWellFormedAsync(bytes);
    }

    private static CanonicalObject Replace(CanonicalObject old, CanonicalObject fresh)
    {
        var diagnostics = new DiagnosticBag();
        var replaced = old.Replace(fresh, diagnostics);
        Assert.True(replaced is not null, string.Join('\n', diagnostics.Select(d => d.Message)));
        return replaced;
    }
}
