using Graft.Client;
using Graft.Engine.Patch;
using Graft.Tests.Link;

namespace Graft.Tests.Runtimes;

/// <summary>A module of one object that clang made of C text, loaded into a scene's runtime.</summary>
internal static class ObjectModule
{
    /// <summary>Compiles and loads.</summary>
    /// <param name="scene">The runtime.</param>
    /// <param name="module">The module's name; its one unit is always <c>unit.o</c>, so that loading it again patches it.</param>
    /// <param name="source">C text.</param>
    /// <param name="arguments">What clang gets; by default <c>-O1 -fPIC</c>.</param>
    public static async Task<LoadModuleResult> LoadAsync(Scene scene, string module, string source, params string[] arguments)
    {
        string folder = Directory.CreateTempSubdirectory("graft-runtime-").FullName;
        try
        {
            string path = Path.Combine(folder, "unit.o");
            await File.WriteAllBytesAsync(path, await Toolchain.CompileAsync(source, arguments is [] ? ["-O1", "-fPIC"] : arguments));
            using var agent = scene.Connect();
            return ModuleLoader.Load(agent, new LoadModuleRequest(scene.Name, module, [path]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Compiles and loads what has to load without a word and be Ready.</summary>
    public static async Task LoadWellAsync(Scene scene, string module, string source, params string[] arguments)
    {
        var result = await LoadAsync(scene, module, source, arguments);
        Assert.Empty(result.Diagnostics);
        Assert.Equal(0, result.Waiting);
    }
}
