using CliWrap;
using CliWrap.Buffered;
using Graft.Engine.Objects;
using Graft.Protocol;
using Graft.Tests.Compile;

namespace Graft.Tests.Objects.Relocatable;

/// <summary>What others say of an object that was written.</summary>
internal static class ObjectChecks
{
    /// <summary>LLVM's tools and our own reader have nothing to say against an object.</summary>
    public static async Task AreWellFormedAsync(byte[] bytes)
    {
        await ReadElfAsync(bytes, "--all");
        var diagnostics = new DiagnosticBag();
        Assert.NotNull(ObjectReader.Read("unit.o", bytes, diagnostics));
        Assert.Empty(diagnostics);
    }

    /// <summary>What llvm-readelf prints, without a warning.</summary>
    public static async Task<string[]> ReadElfAsync(byte[] bytes, params string[] arguments)
    {
        using var folder = new TestFolder();
        await File.WriteAllBytesAsync(folder.File("unit.o"), bytes);
        var result = await CliWrap.Cli.Wrap(InstalledLlvm.Tool("llvm-readelf")).WithArguments(["--wide", .. arguments, folder.File("unit.o")])
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        Assert.Equal("", result.StandardError);
        Assert.Equal(0, result.ExitCode);
        return [.. result.StandardOutput.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
    }
}
