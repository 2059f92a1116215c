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
    /// <param name="llvmLibrary">Path of libLLVM; its name and length stand for its version, which only loading would tell.</param>
    public static CompileAction For(CompileJob job, string llvmLibrary)
    {
        ArgumentNullException.ThrowIfNull(job);
        byte[] command = RemoteExecutionMessages.Command(
            [
                "graft-compile",
                typeof(CompileAction).Module.ModuleVersionId.ToString("N"),
                $"--llvm={Path.GetFileName(llvmLibrary)},{new FileInfo(llvmLibrary).Length.ToString(CultureInfo.InvariantCulture)}",
                $"--name={Path.GetFileName(job.Path)}",
                $"-O{job.OptimizationLevel.ToString(CultureInfo.InvariantCulture)}",
                $"--patchable={(job.Patchable ? "yes" : "no")}",
            ],
            OutputPath);
        byte[] inputs = RemoteExecutionMessages.Directory(InputPath, ContentDigest.Of(job.Ir.Span));
        return new(ContentDigest.Of(RemoteExecutionMessages.Action(ContentDigest.Of(command), ContentDigest.Of(inputs))));
    }
}
