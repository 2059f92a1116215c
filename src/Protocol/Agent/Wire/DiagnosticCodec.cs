namespace Graft.Protocol;

/// <summary>The payload of <see cref="AgentMessage.Refused"/>, and the diagnostics inside other answers.</summary>
internal static class DiagnosticCodec
{
    // Two text lengths, severity, presence of a file, line and column, verdict, presence of a subject.
    private const int MinimumSize = (2 * sizeof(int)) + 2 + (2 * sizeof(int)) + 2;

    private const byte NoVerdict = (byte)VerdictKind.Refused + 1;

    /// <summary>Writes a list of diagnostics.</summary>
    public static void Write(FrameWriter writer, IReadOnlyList<Diagnostic> diagnostics)
    {
        writer.Int32(diagnostics.Count);
        foreach (var diagnostic in diagnostics)
        {
            writer.Text(diagnostic.Code);
            writer.Byte((byte)diagnostic.Severity);
            writer.Text(diagnostic.Message);
            writer.Boolean(diagnostic.File is not null);
            if (diagnostic.File is { } file)
                writer.Text(file);
            writer.Int32(diagnostic.Line);
            writer.Int32(diagnostic.Column);
            writer.Byte((byte?)diagnostic.Verdict ?? NoVerdict);
            writer.Boolean(diagnostic.Subject is not null);
            if (diagnostic.Subject is not { } subject)
                continue;
            writer.Text(subject.Module);
            writer.Text(subject.Unit);
            writer.Text(subject.Symbol);
        }
    }

    /// <summary>Reads a list of diagnostics.</summary>
    public static Diagnostic[] Read(ref FrameReader reader)
    {
        var diagnostics = new Diagnostic[reader.Count(MinimumSize)];
        for (int i = 0; i < diagnostics.Length; i++)
        {
            string code = reader.Text();
            var severity = (DiagnosticSeverity)reader.Enumeration((byte)DiagnosticSeverity.Error);
            string message = reader.Text();
            string? file = reader.Boolean() ? reader.Text() : null;
            int line = reader.Int32();
            int column = reader.Int32();
            byte verdict = reader.Enumeration(NoVerdict);
            diagnostics[i] = new(code, severity, message, file, line, column)
            {
                Verdict = verdict == NoVerdict ? null : (VerdictKind)verdict,
                Subject = reader.Boolean() ? new(reader.Text(), reader.Text(), reader.Text()) : null,
            };
        }

        return diagnostics;
    }
}
