namespace Graft.Bench.Sets;

/// <summary>Generates sets of objects, the same on every machine, and keeps them for the next run.</summary>
/// <param name="folder">Where they are kept.</param>
/// <param name="assembler">llvm-mc.</param>
internal sealed class GeneratedSets(string folder, string assembler)
{
    /// <summary>To be raised when a generator changes: its objects are then made anew.</summary>
    private const int Version = 1;

    /// <summary>A library of so many objects.</summary>
    public ObjectSet Library(int objects, int functions)
    {
        string name = $"library-{objects}x{functions}";
        string target = Make(name, objects, (output, i) => LibrarySource.Write(output, i, objects, functions));
        return ObjectSet.InFolder($"generated, {objects} objects", target) with { IsGenerated = true };
    }

    /// <summary>One object of functions that call each other in the given shape.</summary>
    public ObjectSet OneObject(CallGraph graph, int functions)
    {
        string target = Make($"{graph.Name}-{functions}", 1, (output, _) => CallGraphSource.Write(output, graph, functions));
        return ObjectSet.InFolder($"{graph.Name} of {functions}", target) with { Entry = CallGraphSource.Entry };
    }

    private string Make(string name, int objects, Action<TextWriter, int> write)
    {
        string target = Path.Combine(folder, $"{name}-v{Version}");
        if (Directory.Exists(target))
            return target;
        Console.Error.WriteLine($"generating {name}");
        string unfinished = target + ".new";
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        Directory.CreateDirectory(unfinished);
        Parallel.For(0, objects, i => Assemble(Path.Combine(unfinished, $"{i:D4}"), output => write(output, i)));
        Directory.Move(unfinished, target);
        return target;
    }

    private void Assemble(string path, Action<TextWriter> write)
    {
        string source = path + ".s";
        using (var output = new StreamWriter(source))
            write(output);
        ToolProcess.Require(assembler, ["-filetype=obj", "-triple=x86_64-linux-gnu", source, "-o", path + ".o"]);
        File.Delete(source);
    }
}
