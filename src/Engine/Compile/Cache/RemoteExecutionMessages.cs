using Google.Protobuf;

namespace Graft.Engine.Compile;

/// <summary>
/// The few messages of the Remote Execution API (build.bazel.remote.execution.v2) that a cache of compilations needs, written
/// field by field in the order of their numbers, which is the canonical encoding that digests are taken of.
/// </summary>
internal static class RemoteExecutionMessages
{
    /// <summary>Encodes a <c>Command</c>: what is run and what it leaves.</summary>
    public static byte[] Command(IReadOnlyList<string> arguments, string outputPath) => Encode(writer =>
    {
        foreach (string argument in arguments)
            WriteString(writer, 1, argument);
        WriteString(writer, 7, outputPath);
    });

    /// <summary>Encodes a <c>Directory</c> that holds one file.</summary>
    public static byte[] Directory(string fileName, ContentDigest content) => Encode(writer => WriteMessage(writer, 1, Encode(file =>
    {
        WriteString(file, 1, fileName);
        WriteMessage(file, 2, Digest(content));
    })));

    /// <summary>Encodes an <c>Action</c>: a command on its inputs.</summary>
    public static byte[] Action(ContentDigest command, ContentDigest inputRoot) => Encode(writer =>
    {
        WriteMessage(writer, 1, Digest(command));
        WriteMessage(writer, 2, Digest(inputRoot));
    });

    /// <summary>Encodes an <c>ActionResult</c> of a success with one output file and, if there was any, standard output.</summary>
    public static byte[] ActionResult(string outputPath, ContentDigest output, ContentDigest? standardOutput) => Encode(writer =>
    {
        WriteMessage(writer, 2, Encode(file =>
        {
            WriteString(file, 1, outputPath);
            WriteMessage(file, 2, Digest(output));
        }));
        if (standardOutput is { } text)
            WriteMessage(writer, 6, Digest(text));
    });

    /// <summary>Decodes what <see cref="ActionResult"/> wrote.</summary>
    /// <returns>False for anything else, damaged bytes above all.</returns>
    public static bool TryReadActionResult(ReadOnlySpan<byte> bytes, string outputPath, out ContentDigest output, out ContentDigest? standardOutput)
    {
        (output, standardOutput) = (default, null);
        try
        {
            using var reader = new CodedInputStream(bytes.ToArray());
            while (reader.ReadTag() is not 0 and var tag)
            {
                if (WireFormat.GetTagFieldNumber(tag) == 2)
                    output = ReadOutputFile(reader.ReadBytes());
                else if (WireFormat.GetTagFieldNumber(tag) == 6)
                    standardOutput = ReadDigest(reader.ReadBytes());
                else
                    return false;
            }
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidOperationException)
        {
            return false;
        }

        // Every bit counts: what would not be written like this was not written like this.
        return output.Hash is not null && bytes.SequenceEqual(ActionResult(outputPath, output, standardOutput));
    }

    private static ContentDigest ReadOutputFile(ByteString bytes)
    {
        ContentDigest digest = default;
        using var reader = bytes.CreateCodedInput();
        while (reader.ReadTag() is not 0 and var tag)
        {
            if (WireFormat.GetTagFieldNumber(tag) == 2)
                digest = ReadDigest(reader.ReadBytes());
            else
                reader.SkipLastField();
        }

        return digest;
    }

    private static ContentDigest ReadDigest(ByteString bytes)
    {
        string hash = "";
        long size = 0;
        using var reader = bytes.CreateCodedInput();
        while (reader.ReadTag() is not 0 and var tag)
        {
            if (WireFormat.GetTagFieldNumber(tag) == 1)
                hash = reader.ReadString();
            else if (WireFormat.GetTagFieldNumber(tag) == 2)
                size = reader.ReadInt64();
            else
                reader.SkipLastField();
        }

        return new(hash, size);
    }

    private static byte[] Digest(ContentDigest digest) => Encode(writer =>
    {
        WriteString(writer, 1, digest.Hash);
        writer.WriteTag(2, WireFormat.WireType.Varint);
        writer.WriteInt64(digest.Size);
    });

    private static void WriteString(CodedOutputStream writer, int field, string value)
    {
        writer.WriteTag(field, WireFormat.WireType.LengthDelimited);
        writer.WriteString(value);
    }

    private static void WriteMessage(CodedOutputStream writer, int field, byte[] message)
    {
        writer.WriteTag(field, WireFormat.WireType.LengthDelimited);
        writer.WriteBytes(UnsafeByteOperations.UnsafeWrap(message));
    }

    private static byte[] Encode(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new CodedOutputStream(stream, leaveOpen: true))
            write(writer);
        return stream.ToArray();
    }
}
