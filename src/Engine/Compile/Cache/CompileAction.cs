using System.Globalization;

namespace Graft.Engine.Compile;

/// <summary>
/// A compilation as a build farm sees it: a command on an input that leaves an output. Its digest is the key of its
/// result, and covers all that decides about the object's bytes.
/// </summary>
/// <param name="Digest">Digest of the encoded action.</param>
public readonly record struct CompileAction(ContentDigest Digest)
{
    /// <summary>What the output is called in results.</summary>
    internal const string OutputPath = "output.o";

    private const string InputPath = "input.ir";

    /// <summary>Describes a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="llvm">The libLLVM that does it.</param>
    public static CompileAction For(CompileJob job, LlvmLibrary llvm)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(llvm);
        byte[] command = RemoteExecutionMessages.Command(
            [
                "graft-compile",
                typeof(CompileAction).Module.ModuleVersionId.ToString("N"),
                $"--llvm={Path.GetFileName(llvm.Path)},{ToolContent.Of(llvm.File).ToString("x32", CultureInfo.InvariantCulture)}",
                job.IsFragment ? "--fragment" : $"--name={Path.GetFileName(job.Path)}",
                $"-O{job.OptimizationLevel.ToString(CultureInfo.InvariantCulture)}",
                $"--patchable={(job.Patchable ? "yes" : "no")}",
                $"--direct-calls={(job.DirectCalls ? "yes" : "no")}",
            ],
            OutputPath);
        return For(command, ContentDigest.Of(job.Ir.Span));
    }

    /// <summary>The trace that goes with an action's object, kept as if it were a result of its own.</summary>
    internal CompileAction Trace() => For(RemoteExecutionMessages.Command(["graft-trace"], OutputPath), Digest);

    private static CompileAction For(byte[] command, ContentDigest input)
    {
        byte[] inputs = RemoteExecutionMessages.Directory(InputPath, input);
        return new(ContentDigest.Of(RemoteExecutionMessages.Action(ContentDigest.Of(command), ContentDigest.Of(inputs))));
    }
}
