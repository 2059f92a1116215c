using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Hashing;
using System.Text;
using Graft.Engine.Compile;
using Graft.Engine.Source;

namespace Graft.Engine.Build;

/// <summary>
/// The trace of a build in a file beside the object, for builds by another process. It ends with a digest of itself: what is
/// damaged is as good as not there. Numbers are little endian, counts and indices in the encoding of <see cref="BinaryWriter.Write7BitEncodedInt"/>.
/// </summary>
internal static class TraceFile
{
    // Raise it when a trace of an older Graft must not be believed; the engine's own build is in the key too.
    private static ReadOnlySpan<byte> Header => "graft trace 1\n"u8;

    private const int DigestSize = 16;

    /// <summary>Where the trace of an object lies.</summary>
    public static string PathFor(string objectPath) => objectPath + ".trace";

    /// <summary>The trace of an object; null if there is none that is whole and of the same options.</summary>
    public static SourceTrace? TryRead(string objectPath, UInt128 key)
    {
        try
        {
            return TryDecode(File.ReadAllBytes(PathFor(objectPath)), key);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes the trace of an object.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static void Write(string objectPath, ReadOnlySpan<byte> trace) => AtomicFile.WriteIfChanged(PathFor(objectPath), trace);

    /// <summary>A trace as it stands in a file.</summary>
    public static byte[] Encode(SourceTrace trace)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Header);
        Write(writer, trace.Key);
        Write(writer, trace.ObjectDigest);
        Write(writer, trace.Settings);
        writer.Write7BitEncodedInt(trace.Entities.Length);
        foreach (var (name, digests) in trace.Entities)
        {
            Write(writer, name.Span);
            if (name.IsEmpty)
                continue;
            Write(writer, digests.Whole);
            Write(writer, digests.Header);
        }

        writer.Write7BitEncodedInt(trace.Groups.Length);
        foreach (var (group, fragment) in trace.Groups)
        {
            Write(writer, group.Key.Span);
            Write(writer, fragment.Digest);
            writer.Write7BitEncodedInt(group.Members.Length);
            foreach (int member in group.Members)
                writer.Write7BitEncodedInt(member);
            writer.Write7BitEncodedInt(fragment.Mentions.Length);
            foreach (var (entity, isWhole) in fragment.Mentions)
                writer.Write7BitEncodedInt((entity << 1) | (isWhole ? 1 : 0));
        }

        writer.Flush();
        Write(writer, XxHash128.HashToUInt128(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; null for anything else, and for a trace of other options.</summary>
    public static SourceTrace? TryDecode(byte[] bytes, UInt128 key)
    {
        if (bytes.Length < Header.Length + (4 * DigestSize) || !bytes.AsSpan().StartsWith(Header)
            || BinaryPrimitives.ReadUInt128LittleEndian(bytes.AsSpan(Header.Length)) != key
            || BinaryPrimitives.ReadUInt128LittleEndian(bytes.AsSpan(bytes.Length - DigestSize)) != XxHash128.HashToUInt128(bytes.AsSpan(0, bytes.Length - DigestSize)))
        {
            return null;
        }

        using var reader = new BinaryReader(new MemoryStream(bytes, writable: false), Encoding.UTF8);
        reader.BaseStream.Position = Header.Length + DigestSize;
        return new(key, ReadDigest(reader), ReadDigest(reader), ReadEntities(reader), ReadGroups(reader));
    }

    private static ImmutableArray<(ReadOnlyMemory<byte>, EntityDigests)> ReadEntities(BinaryReader reader)
    {
        var entities = new (ReadOnlyMemory<byte>, EntityDigests)[reader.Read7BitEncodedInt()];
        foreach (ref var entity in entities.AsSpan())
        {
            byte[] name = ReadBytes(reader);
            entity = (name, name.Length == 0 ? default : new(ReadDigest(reader), ReadDigest(reader)));
        }

        return ImmutableArray.Create(entities);
    }

    private static ImmutableArray<(FragmentGroup, FragmentRecord)> ReadGroups(BinaryReader reader)
    {
        var groups = new (FragmentGroup, FragmentRecord)[reader.Read7BitEncodedInt()];
        foreach (ref var group in groups.AsSpan())
        {
            byte[] key = ReadBytes(reader);
            var digest = ReadDigest(reader);
            int[] members = new int[reader.Read7BitEncodedInt()];
            foreach (ref int member in members.AsSpan())
                member = reader.Read7BitEncodedInt();
            var mentions = new FragmentMention[reader.Read7BitEncodedInt()];
            foreach (ref var mention in mentions.AsSpan())
                mention = ReadMention(reader);
            group = (new(key, ImmutableArray.Create(members)), new(digest, ImmutableArray.Create(mentions)));
        }

        return ImmutableArray.Create(groups);
    }

    private static FragmentMention ReadMention(BinaryReader reader)
    {
        int number = reader.Read7BitEncodedInt();
        return new(number >> 1, (number & 1) != 0);
    }

    private static void Write(BinaryWriter writer, UInt128 digest)
    {
        Span<byte> bytes = stackalloc byte[DigestSize];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, digest);
        writer.Write(bytes);
    }

    private static UInt128 ReadDigest(BinaryReader reader)
    {
        Span<byte> bytes = stackalloc byte[DigestSize];
        reader.BaseStream.ReadExactly(bytes);
        return BinaryPrimitives.ReadUInt128LittleEndian(bytes);
    }

    private static void Write(BinaryWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.Write7BitEncodedInt(bytes.Length);
        writer.Write(bytes);
    }

    private static byte[] ReadBytes(BinaryReader reader) => reader.ReadBytes(reader.Read7BitEncodedInt());
}
