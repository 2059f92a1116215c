using System.Text;
using Graft.Protocol;

namespace Graft.Engine.Compile;

/// <summary>What a worker says of itself before its first job.</summary>
/// <param name="LlvmVersion">Version of its libLLVM; empty if it has none.</param>
/// <param name="Error">Why it has none.</param>
internal sealed record WorkerHello(string LlvmVersion, string Error);

/// <summary>The payloads of <see cref="WorkerFrame"/>: fields in order, strings with their length before them, bytes last.</summary>
internal static class WorkerMessages
{
    public static byte[] Encode(WorkerHello hello) => Encode(writer =>
    {
        writer.Write(hello.LlvmVersion);
        writer.Write(hello.Error);
    });

    public static WorkerHello DecodeHello(byte[] payload)
    {
        using var reader = Reader(payload);
        return new WorkerHello(reader.ReadString(), reader.ReadString());
    }

    public static byte[] Encode(CompileJob job) => Encode(writer =>
    {
        writer.Write(job.Path);
        writer.Write((byte)job.OptimizationLevel);
        writer.Write(job.Patchable);
        writer.Write(job.IsFragment);
        writer.Write(job.DirectCalls);
        writer.Write(job.AsText);
        writer.Write(job.Ir.Span);
    });

    public static CompileJob DecodeJob(byte[] payload)
    {
        using var reader = Reader(payload);
        string path = reader.ReadString();
        int level = reader.ReadByte();
        bool patchable = reader.ReadBoolean();
        bool isFragment = reader.ReadBoolean();
        bool directCalls = reader.ReadBoolean();
        bool asText = reader.ReadBoolean();
        return new CompileJob(path, Rest(reader, payload), level, patchable) { IsFragment = isFragment, DirectCalls = directCalls, AsText = asText };
    }

    public static byte[] Encode(CompileReply reply) => Encode(writer =>
    {
        writer.Write(reply.Milliseconds);
        writer.Write(reply.Diagnostics.Count);
        foreach (var diagnostic in reply.Diagnostics)
        {
            writer.Write(diagnostic.Code);
            writer.Write((byte)diagnostic.Severity);
            writer.Write(diagnostic.Message);
            writer.Write(diagnostic.File ?? "");
            writer.Write(diagnostic.Line);
            writer.Write(diagnostic.Column);
        }

        writer.Write(reply.ObjectFile.Span);
    });

    public static CompileReply DecodeReply(byte[] payload)
    {
        using var reader = Reader(payload);
        double milliseconds = reader.ReadDouble();
        var diagnostics = new Diagnostic[reader.ReadInt32()];
        for (int i = 0; i < diagnostics.Length; i++)
        {
            string code = reader.ReadString();
            var severity = (DiagnosticSeverity)reader.ReadByte();
            string message = reader.ReadString();
            string file = reader.ReadString();
            int line = reader.ReadInt32();
            diagnostics[i] = new Diagnostic(code, severity, message, file.Length > 0 ? file : null, line, reader.ReadInt32());
        }

        return new CompileReply(Rest(reader, payload), diagnostics) { Milliseconds = milliseconds };
    }

    private static byte[] Encode(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        write(writer);
        writer.Flush();
        return stream.ToArray();
    }

    private static BinaryReader Reader(byte[] payload) => new(new MemoryStream(payload, writable: false), Encoding.UTF8);

    private static ReadOnlyMemory<byte> Rest(BinaryReader reader, byte[] payload) =>
        payload.AsMemory(checked((int)reader.BaseStream.Position));
}
