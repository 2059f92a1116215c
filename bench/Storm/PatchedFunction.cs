using System.Buffers.Binary;
using Graft.Bench.Linkers;
using Graft.Engine.Objects;

namespace Graft.Bench.Storm;

/// <summary>
/// An object with one function, which returns the number of its version in both halves of a word, the second inverted: a torn one would not fit. And
/// another with a function that calls it, by its entry.
/// </summary>
internal sealed class PatchedFunction
{
    /// <summary>Its name.</summary>
    public const string Name = "version";

    /// <summary>The name of the function that calls it.</summary>
    public const string CallerName = "ask";

    private const long Marker = 0x1122_3344_5566_7788;

    private readonly byte[] _object;
    private readonly int _field;

    /// <summary>Assembles it once.</summary>
    public PatchedFunction(Tools tools)
    {
        _object = Assemble(tools, Name, FormattableString.Invariant($".byte 0x0f,0x1f,0x84,0,0,0,0,0\nmovabsq ${Marker}, %rax\nret"));
        Caller = new("caller.o", Assemble(tools, CallerName, $"jmp {Name}@PLT"));
        Span<byte> marker = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(marker, Marker);
        _field = _object.AsSpan().IndexOf(marker);
    }

    /// <summary>The object with the function that calls it.</summary>
    public ObjectInput Caller { get; }

    /// <summary>The object of one version.</summary>
    public ObjectInput OfVersion(int version)
    {
        byte[] bytes = [.. _object];
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(_field), version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(_field + sizeof(int)), ~version);
        return new("f.o", bytes);
    }

    /// <summary>The version that a call returned; null if it is torn.</summary>
    public static int? VersionOf(long result) => (int)(result >> 32) == ~(int)result ? (int)result : null;

    private static byte[] Assemble(Tools tools, string name, string code)
    {
        string folder = Directory.CreateTempSubdirectory("graft-storm-").FullName;
        string source = Path.Combine(folder, "f.s"), output = Path.Combine(folder, "f.o");
        File.WriteAllText(source, $".section .text.{name},\"ax\",@progbits\n.p2align 4\n.globl {name}\n.type {name},@function\n{name}:\n{code}\n.size {name}, .-{name}\n");
        ToolProcess.Require(tools.Assembler, ["-triple=x86_64-linux-gnu", "-filetype=obj", source, "-o", output]);
        byte[] bytes = File.ReadAllBytes(output);
        Directory.Delete(folder, recursive: true);
        return bytes;
    }
}
