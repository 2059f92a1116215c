using Graft.Tests.Compile;
using Graft.Tests.Link;
using Graft.Tests.Programs;

namespace Graft.Tests.Objects.Relocatable;

/// <summary>A program of a merged object does what the natively compiled one does, linked by ld.lld and by Graft.</summary>
[Collection(CompileCollection.Name)]
public sealed class MergedProgramSpecs(CompileFixture fixture)
{
    private static readonly string Graft = Path.Combine(AppContext.BaseDirectory, "graft.dll");

    /// <summary>Programs without static constructors, which LLVM's C interface writes in a form that ld.lld leaves out (<c>.ctors</c>).</summary>
    [Theory(Timeout = 120_000)]
    [InlineData("c/computed-goto-interpreter")]
    [InlineData("c/function-pointer-tables")]
    [InlineData("c/indirect-function")]
    [InlineData("c/weak-undefined")]
    [InlineData("cpp/exception-types")]
    [InlineData("cpp/coroutine-tasks")]
    [InlineData("cpp/virtual-inheritance")]
    public async Task It_behaves_as_if_compiled_whole(string name)
    {
        var program = new TestProgram(name);
        var native = await ProgramOutcome.RunAsync((await ProgramBuild.MakeAsync(program)).Native, program.Header);
        using var folder = new TestFolder();
        var parts = await CompiledParts.OfSourceAsync(fixture.Pool, program.Sources[0], level: 1);
        await File.WriteAllBytesAsync(folder.File("unit.o"), parts.Merge(group => parts.Groups[group]).ToBytes().ToArray());
        await Toolchain.RunAsync(InstalledLlvm.Tool("clang"), folder.Path, "-fuse-ld=lld", "-w", "unit.o", "-lstdc++", "-lm", "-lpthread", "-o", "unit");
        Assert.Equal(native, await ProgramOutcome.RunAsync(folder.File("unit"), program.Header));
        Assert.Equal(native, await ProgramOutcome.RunAsync("dotnet", program.Header, Graft, "exec", folder.File("unit.o"), "--"));
    }
}
