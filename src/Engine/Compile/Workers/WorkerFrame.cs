using System.Buffers.Binary;

namespace Graft.Engine.Compile;

/// <summary>What a frame between host and worker holds.</summary>
internal enum WorkerFrameKind : byte
{
    /// <summary>Worker, once: its LLVM's version, or why it has none.</summary>
    Hello = 1,

    /// <summary>Host: a job.</summary>
    Job,

    /// <summary>Worker: the job's reply.</summary>
    Reply,

    /// <summary>Worker, as its last frame: LLVM gave up on the job, with its reason.</summary>
    Fatal,
}

/// <summary>
/// The frames that host and worker exchange over the worker's standard input and output: payload length (4 bytes, little
/// endian), kind (1 byte), payload. Both ends are of one build, so there is no version in it.
/// </summary>
internal static class WorkerFrame
{
    /// <summary>The greatest payload in bytes that is believed: more means that the stream is out of step.</summary>
    public const int PayloadLimit = 1 << 30;

    private const int HeaderSize = 5;

    /// <summary>Writes a frame at once, so that it cannot be torn by another.</summary>
    public static void Write(Stream stream, WorkerFrameKind kind, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        FillHeader(header, kind, payload.Length);
        stream.Write(header);
        stream.Write(payload);
        stream.Flush();
    }

    /// <inheritdoc cref="Write"/>
    public static async Task WriteAsync(
        Stream stream, WorkerFrameKind kind, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        byte[] header = new byte[HeaderSize];
        FillHeader(header, kind, payload.Length);
        await stream.WriteAsync(header, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(payload, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a frame.</summary>
    /// <returns>Null at the stream's end, also amidst a frame: the other side is gone.</returns>
    public static async Task<(WorkerFrameKind Kind, byte[] Payload)?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] header = new byte[HeaderSize];
        if (await stream.ReadAtLeastAsync(header, HeaderSize, false, cancellationToken).ConfigureAwait(false) < HeaderSize)
            return null;
        int length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length is < 0 or > PayloadLimit)
            return null;
        byte[] payload = new byte[length];
        int read = await stream.ReadAtLeastAsync(payload, length, false, cancellationToken).ConfigureAwait(false);
        return read < length ? null : ((WorkerFrameKind)header[4], payload);
    }

    private static void FillHeader(Span<byte> header, WorkerFrameKind kind, int length)
    {
        BinaryPrimitives.WriteInt32LittleEndian(header, length);
        header[4] = (byte)kind;
    }
}
