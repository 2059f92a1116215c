using Graft.Protocol;
using Graft.Tests.Compile;
using Graft.Tests.Runtimes;

namespace Graft.Tests.Cxx;

/// <summary>
/// C++ in modules does what it does in a program of the system, from the same objects, in whatever order the modules come; and again
/// after all of them were unloaded and loaded anew.
/// </summary>
public sealed class ProgramSpecs
{
    public static TheoryData<string, string, string> Programs
    {
        get
        {
            var programs = new TheoryData<string, string, string>();
            foreach (string path in Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "tests", "Cxx", "Programs"), "*.cpp"))
            {
                programs.Add(Path.GetFileNameWithoutExtension(path), "clang++", "-O1");
                programs.Add(Path.GetFileNameWithoutExtension(path), "g++", "-O2");
            }

            return programs;
        }
    }

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Programs))]
    public async Task Modules_do_what_a_program_does(string name, string compiler, string level)
    {
        string tool = compiler == "clang++" ? InstalledLlvm.Tool(compiler) : compiler;
        using var program = new CxxProgram(name);
        await program.CompileAllAsync(tool, level, "-fPIC");
        string expected = await program.RunNativeAsync(tool);
        Assert.NotEmpty(expected);
        using var runtime = DummyProcess.Runtime(out string runtimeName, "wait", "10");
        using var agent = AgentConnection.Connect(runtimeName);
        var before = agent.GetStatus();

        foreach (string module in program.Modules)
            program.Load(runtimeName, module);
        Assert.Equal(expected, CxxProgram.Run(runtime));
        agent.Unload(program.Modules, force: false);

        var after = agent.GetStatus();
        Assert.Equal((before.Code, before.ReadOnly, before.Data), (after.Code, after.ReadOnly, after.Data));
        foreach (string module in program.Modules.Reverse())
            program.Load(runtimeName, module);
        Assert.Equal(expected, CxxProgram.Run(runtime));
    }
}
