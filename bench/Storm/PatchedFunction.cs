using System.Buffers.Binary;
using Graft.Bench.Linkers;
using Graft.Engine.Objects;

namespace Graft.Bench.Storm;

/// <summary>An object with one function, which returns the number of its version in both halves of a word, the second inverted: a torn one would not fit.</summary>
internal sealed class PatchedFunction
{
    /// <summary>Its name.</summary>
    public const string Name = "version";

    private const long Marker = 0x1122_3344_5566_7788;

    private readonly byte[] _object;
    private readonly int _field;

    /// <summary>Assembles it once.</summary>
    public PatchedFunction(Tools tools)
    {
        string folder = Directory.CreateTempSubdirectory("graft-storm-").FullName;
        string source = Path.Combine(folder, "f.s"), output = Path.Combine(folder, "f.o");
        File.WriteAllText(source, FormattableString.Invariant(
            $".section .text.{Name},\"ax\",@progbits\n.globl {Name}\n.type {Name},@function\n{Name}: movabsq ${Marker}, %rax\nret\n.size {Name}, .-{Name}\n"));
        ToolProcess.Require(tools.Assembler, ["-triple=x86_64-linux-gnu", "-filetype=obj", source, "-o", output]);
        _object = File.ReadAllBytes(output);
        Directory.Delete(folder, recursive: true);
        Span<byte> marker = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(marker, Marker);
        _field = _object.AsSpan().IndexOf(marker);
    }

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
}
