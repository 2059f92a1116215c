using Graft.Engine.Objects;
using Graft.Protocol;
using Graft.Tests.Compile;

namespace Graft.Tests.Link;

/// <summary>Objects of assembly, or of a description, for what no compiler writes on request.</summary>
internal static class Assembler
{
    /// <summary>Assembles text to a unit.</summary>
    public static async Task<ObjectUnit> UnitAsync(string name, string source) => Read(name, await BytesAsync(source));

    /// <summary>Assembles text; <c>;</c> ends a line.</summary>
    public static Task<byte[]> BytesAsync(string source, params string[] arguments) => MakeAsync(
        source.Replace(';', '\n') + "\n", InstalledLlvm.Tool("llvm-mc"),
        ["--filetype=obj", "-triple=x86_64-linux-gnu", "--x86-relax-relocations", .. arguments]);

    /// <summary>Disassembles x86-64 code, APX included: one instruction a line, as <c>movq $1, %rax</c>.</summary>
    public static async Task<string[]> DisassembleAsync(byte[] code)
    {
        string folder = Directory.CreateTempSubdirectory("graft-asm-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "bytes"), string.Join(' ', code.Select(b => $"0x{b:x2}")));
            string text = await Toolchain.RunAsync(
                InstalledLlvm.Tool("llvm-mc"), folder, "--disassemble", "-triple=x86_64-linux-gnu", "-mattr=+egpr,+ndd", "bytes");
            return [.. text.Split('\n').Select(line => line.Split('#')[0].Trim().Replace('\t', ' ')).Where(line => line.Length > 0)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Makes the object that a description says, right or not (yaml2obj).</summary>
    public static Task<byte[]> FromDescriptionAsync(string sectionsAndSymbols) => MakeAsync(
        "--- !ELF\nFileHeader: { Class: ELFCLASS64, Data: ELFDATA2LSB, Type: ET_REL, Machine: EM_X86_64 }\n" + sectionsAndSymbols,
        InstalledLlvm.Tool("yaml2obj"));

    /// <summary>Reads an object that has to be right.</summary>
    public static ObjectUnit Read(string name, byte[] bytes)
    {
        var diagnostics = new DiagnosticBag();
        var unit = ObjectReader.Read(name, bytes, diagnostics);
        Assert.True(unit is not null, string.Join('\n', diagnostics));
        return unit;
    }

    private static async Task<byte[]> MakeAsync(string source, string tool, params string[] arguments)
    {
        string folder = Directory.CreateTempSubdirectory("graft-asm-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "source"), source);
            await Toolchain.RunAsync(tool, folder, [.. arguments, "source", "-o", "unit.o"]);
            return await File.ReadAllBytesAsync(Path.Combine(folder, "unit.o"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
