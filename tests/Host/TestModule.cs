using Graft.Client;
using Graft.Engine.Compile;

namespace Graft.Tests.Host;

/// <summary>A small module in a folder of its own: IR, or C through a clang that a test can hold up.</summary>
internal sealed class TestModule : IDisposable
{
    private const string Ir =
        """
        define i32 @twice(i32 %x) {
          %r = mul i32 %x, 2
          %s = call i32 @outside(i32 %r)
          ret i32 %s
        }
        declare i32 @outside(i32)
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("graft-module").FullName;

    /// <summary>A module named M of one IR file.</summary>
    public TestModule() => File.WriteAllText(Path.Combine(_folder, "m.ll"), Ir);

    public string Object => Path.Combine(_folder, "obj", "m.o");

    public string Archive => Path.Combine(_folder, "libM.a");

    public string SymbolList => Path.Combine(_folder, "M.symbols.json");

    public BuildModuleRequest Request =>
        new("M", [new(Path.Combine(_folder, "m.ll"), SourceLanguage.Ir, Object, [])], Archive, SymbolList, new CompileOptions());

    /// <summary>The request for a C module whose compiler takes a minute each of the first times, then works.</summary>
    /// <param name="times">How many times.</param>
    public async Task<BuildModuleRequest> HeldUpAsync(int times)
    {
        File.WriteAllText(Path.Combine(_folder, "m.c"), "int twice(int x) { return 2 * x; }\n");
        var clang = await ClangTool.FindAsync("", 0, TestHome.Limit) ?? throw new InvalidOperationException("no clang");
        string script = Path.Combine(_folder, "clang");
        File.WriteAllText(script,
            $"""
            #!/bin/sh
            [ "$1" = --version ] && exec {clang.Path} --version
            echo $$ >> {_folder}/starts
            [ $(wc -l < {_folder}/starts) -le {times} ] && exec sleep 60
            exec {clang.Path} "$@"
            """);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new(
            "M", [new(Path.Combine(_folder, "m.c"), SourceLanguage.C, Object, [])], Archive, SymbolList,
            new CompileOptions(Clang: script));
    }

    /// <summary>Waits until the compiler was started so often.</summary>
    /// <returns>The process of that start.</returns>
    public async Task<int> StartedAsync(int times)
    {
        string starts = Path.Combine(_folder, "starts");
        while (!File.Exists(starts) || (await File.ReadAllLinesAsync(starts, TestHome.Limit)).Length < times)
            await Task.Delay(10, TestHome.Limit);
        return int.Parse(File.ReadAllLines(starts)[times - 1], System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
