using Graft.Client;
using Graft.Engine.Build;
using Graft.Engine.Compile;
using Graft.Engine.Objects;
using Graft.Engine.Objects.Relocatable;
using Graft.Engine.Source;
using Graft.Protocol;
using Graft.Tests.Compile;
using Graft.Tests.Link;

namespace Graft.Tests.Objects.Relocatable;

/// <summary>A module of IR, compiled as a patchable build does: all functions together, each group by itself, and as the first build does it.</summary>
internal sealed class CompiledParts
{
    private readonly IrModule _module;
    private readonly FragmentPlan _plan;
    private readonly int _level;
    private readonly WorkerPool _pool;

    private CompiledParts(IrModule module, WorkerPool pool, int level)
    {
        _module = module;
        _pool = pool;
        _level = level;
        _plan = FragmentPlan.Of(module)!;
        Assert.NotNull(_plan);
    }

    /// <summary>The objects of all groups, in the plan's order.</summary>
    public CanonicalObject[] Groups { get; private set; } = [];

    /// <summary>The objects of all groups as the first build of a source compiles them: many may be of one object.</summary>
    public CanonicalObject[] First { get; private set; } = [];

    /// <summary>Those of data groups, and for all others one object of all functions.</summary>
    public CanonicalObject[] Whole { get; private set; } = [];

    /// <summary>Which groups are functions'.</summary>
    public IEnumerable<int> Functions => Enumerable.Range(0, _plan.Groups.Length).Where(IsFunction);

    /// <summary>Compiles a C or C++ file.</summary>
    public static async Task<CompiledParts> OfSourceAsync(WorkerPool pool, string path, int level, params string[] arguments)
    {
        using var folder = new TestFolder();
        string ir = folder.File("unit.ll");
        string[] language = path.EndsWith(".cpp", StringComparison.Ordinal) ? ["-std=c++20"] : [];
        await Toolchain.RunAsync(InstalledLlvm.Tool("clang"), Path.GetDirectoryName(path)!,
            ["-w", "-O1", "-fPIC", "-Xclang", "-disable-llvm-passes", "-S", "-emit-llvm", .. language, .. arguments, Path.GetFileName(path), "-o", ir]);
        return await OfIrAsync(pool, await File.ReadAllBytesAsync(ir), level);
    }

    /// <summary>Compiles textual IR.</summary>
    public static async Task<CompiledParts> OfIrAsync(WorkerPool pool, byte[] text, int level)
    {
        var parts = new CompiledParts(IrModule.Split(text)!, pool, level);
        await parts.CompileAsync();
        return parts;
    }

    /// <summary>Merges, with each group from the object that is said.</summary>
    public CanonicalObject Merge(Func<int, CanonicalObject> objectOf)
    {
        List<MergeItem> items = [];
        foreach (var (entity, group, isLocal, isRetained) in _plan.Entities)
        {
            var flags = (isLocal ? MergeFlags.Local : 0) | (isRetained ? MergeFlags.Retained : 0);
            items.Add(new(objectOf(group), new(IrNames.ToSymbol(_module.Entities[entity].Name)), flags));
        }

        for (int i = 0; i < _plan.Groups.Length; i++)
        {
            if (!IsFunction(i))
                items.Add(MergeItem.Rest(objectOf(i)));
        }

        var diagnostics = new DiagnosticBag();
        var merged = CanonicalObject.Merge(items, "unit.c", "unit.o", diagnostics);
        Assert.True(merged is not null, string.Join('\n', diagnostics.Select(d => d.Message)));
        return merged;
    }

    /// <summary>Reads an object that has to be right.</summary>
    public static CanonicalObject Read(ReadOnlyMemory<byte> bytes)
    {
        var diagnostics = new DiagnosticBag();
        var read = CanonicalObject.Read(new ObjectInput("unit.o", bytes), diagnostics);
        Assert.True(read is not null, string.Join('\n', diagnostics.Select(d => d.Message)));
        return read;
    }

    private bool IsFunction(int group) =>
        _plan.Groups[group].Members.Any(member => _module.Entities[member].Kind == IrEntityKind.Function);

    private async Task CompileAsync()
    {
        var writer = new FragmentWriter(_module);
        var texts = _plan.Groups.Select(group => writer.Write(group.Members.AsSpan()).Text).ToArray();
        int[] code = [.. Functions.SelectMany(group => _plan.Groups[group].Members)];
        var all = await CompileAsync(writer.Write(code).Text);
        Groups = await Task.WhenAll(texts.Select(CompileAsync));
        First = await CompileFirstAsync();
        Whole = [.. Enumerable.Range(0, Groups.Length).Select(i => IsFunction(i) ? all : Groups[i])];
    }

    private async Task<CanonicalObject[]> CompileFirstAsync()
    {
        var tools = new BuildTools(LlvmLibrary.Find("")!, null, new CompileOptions(_level, Patchable: true));
        var compiler = new FragmentCompiler("unit.ll", new EntityTexts(_module), _plan, _pool, null, tools);
        int[] all = [.. Enumerable.Range(0, _plan.Groups.Length)];
        await compiler.RunAsync(all, new UInt128?[all.Length], CancellationToken.None);
        Assert.False(compiler.Failed, string.Join('\n', compiler.Diagnostics));
        return [.. compiler.Objects.Select(read => read!)];
    }

    private async Task<CanonicalObject> CompileAsync(ReadOnlyMemory<byte> text)
    {
        var reply = await _pool.CompileAsync(new CompileJob("unit.ll", text, _level, Patchable: true) { IsFragment = true }, "", CancellationToken.None);
        Assert.True(!reply.ObjectFile.IsEmpty, string.Join('\n', reply.Diagnostics.Select(d => d.Message)));
        return Read(reply.ObjectFile);
    }
}
