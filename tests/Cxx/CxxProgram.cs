using Graft.Client;
using Graft.Engine.Patch;
using Graft.Protocol;
using Graft.Tests.Link;
using Graft.Tests.Runtimes;

namespace Graft.Tests.Cxx;

/// <summary>
/// A C++ program whose one file holds several modules: <c>// modules: a b</c> in its first line, and for each a part that only
/// <c>MODULE_a</c> compiles. Module <c>main</c> has <c>run</c>, which returns a text.
/// </summary>
internal sealed class CxxProgram : IDisposable
{
    private const string NativeMain =
        "#include <stdio.h>\nextern \"C\" const char *run(); int main() { puts(run()); }\n";

    private readonly string _source;
    private readonly string _folder = Directory.CreateTempSubdirectory("gx").FullName;

    public CxxProgram(string name)
    {
        _source = Path.Combine(SourceTree.Root, "tests", "Cxx", "Programs", $"{name}.cpp");
        Modules = File.ReadLines(_source).First().Split(' ')[2..];
    }

    /// <summary>The modules' names, main first.</summary>
    public string[] Modules { get; }

    /// <summary>Compiles one module.</summary>
    /// <returns>Path of its object.</returns>
    public async Task<string> CompileAsync(string module, string compiler, params string[] arguments)
    {
        string target = Path.Combine(_folder, $"{module}.o");
        await Toolchain.RunAsync(compiler, _folder, ["-std=c++20", "-c", $"-DMODULE_{module}", .. arguments, _source, "-o", target]);
        return target;
    }

    public async Task<string[]> CompileAllAsync(string compiler, params string[] arguments) =>
        await Task.WhenAll(Modules.Select(module => CompileAsync(module, compiler, arguments)));

    /// <summary>Links the compiled modules to a program of the system and runs it.</summary>
    /// <returns>What it prints.</returns>
    public async Task<string> RunNativeAsync(string compiler)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "native.cpp"), NativeMain);
        // What a module needs is initialised before it, and so stands before it.
        string[] objects = [.. Modules.Skip(1).Append(Modules[0]).Select(module => $"{module}.o")];
        await Toolchain.RunAsync(compiler, _folder, ["native.cpp", .. objects, "-o", "native", "-pthread"]);
        return (await Toolchain.RunAsync(Path.Combine(_folder, "native"), _folder)).TrimEnd('\n');
    }

    /// <summary>Loads a compiled module into a runtime.</summary>
    public LoadModuleResult Load(string runtime, string module)
    {
        using var agent = AgentConnection.Connect(runtime);
        var result = ModuleLoader.Load(agent, new LoadModuleRequest(runtime, module, [Path.Combine(_folder, $"{module}.o")]));
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        return result;
    }

    /// <summary>Has a runtime call <c>run</c>.</summary>
    public static string Run(DummyProcess runtime)
    {
        runtime.WriteLine("text run");
        return runtime.ReadLine() ?? throw new InvalidOperationException($"the runtime died: {runtime.WaitForExit()}");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
