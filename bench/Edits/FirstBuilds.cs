using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Graft.Client;
using Graft.Engine.Build;
using Graft.Engine.Compile;
using Graft.Protocol;

namespace Graft.Bench.Edits;

/// <summary>What a first build took beside LLVM alone.</summary>
/// <param name="Level">Level of optimisation.</param>
/// <param name="Whole">LLVM, for the source as one module with the same passes, in milliseconds.</param>
/// <param name="First">The build that knows nothing yet, to the files' end, in milliseconds.</param>
/// <param name="Renumbered">The build after an edit that gives all strings another number and changes no code, in milliseconds.</param>
internal sealed record FirstBuildTimes(int Level, double Whole, double First, double Renumbered);

/// <summary>First builds of a source, against its compilation as a whole by a worker that runs already.</summary>
internal static partial class FirstBuilds
{
    /// <summary>Rounds of which the first does not count: code is compiled, workers start.</summary>
    private const int Rounds = 6;

    /// <summary>Measures in turn; of each the middle.</summary>
    public static async Task<FirstBuildTimes> MeasureAsync(byte[] text, int level, string folder)
    {
        byte[] renumbered = Encoding.Latin1.GetBytes(StringName().Replace(
            Encoding.Latin1.GetString(text), static match => $"@.str.{int.Parse(match.ValueSpan[6..], CultureInfo.InvariantCulture) + 1}"));
        List<double> whole = [], first = [], edited = [];
        var pool = new WorkerPool();
        await using (pool.ConfigureAwait(false))
        {
            for (int i = 0; i < Rounds; i++)
            {
                whole.Add(await TimeAsync(() => CompileAsync(pool, text, level)).ConfigureAwait(false));
                string own = Path.Combine(folder, $"first-{level}-{i}");
                Directory.CreateDirectory(own);
                var states = new SourceStates();
                await using (states.ConfigureAwait(false))
                {
                    first.Add(await TimeAsync(() => BuildAsync(pool, states, text, level, own)).ConfigureAwait(false));
                    edited.Add(await TimeAsync(() => BuildAsync(pool, states, renumbered, level, own)).ConfigureAwait(false));
                }

                Directory.Delete(own, recursive: true);
            }
        }

        return new(level, Middle(whole), Middle(first), Middle(edited));
    }

    private static async Task CompileAsync(WorkerPool pool, byte[] text, int level)
    {
        var reply = await pool.CompileAsync(new CompileJob("edited.ll", text, level, Patchable: true), "", CancellationToken.None).ConfigureAwait(false);
        Require(reply.Diagnostics);
    }

    private static async Task BuildAsync(WorkerPool pool, SourceStates states, byte[] text, int level, string folder)
    {
        string source = Path.Combine(folder, "edited.ll");
        await File.WriteAllBytesAsync(source, text).ConfigureAwait(false);
        var request = new BuildModuleRequest(
            "edited", [new ModuleSource(source, SourceLanguage.Ir, Path.Combine(folder, "edited.o"), [])], Path.Combine(folder, "libedited.a"),
            Path.Combine(folder, "edited.symbols.json"), new CompileOptions(level, Patchable: true));
        Require((await ModuleBuilder.BuildAsync(request, pool, states, null, CancellationToken.None).ConfigureAwait(false)).Diagnostics);
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        long start = Stopwatch.GetTimestamp();
        await work().ConfigureAwait(false);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Middle(List<double> times) => times.Skip(1).Order().ElementAt((Rounds - 1) / 2);

    private static void Require(IReadOnlyList<Diagnostic> diagnostics)
    {
        if (diagnostics.FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { } error)
            throw new InvalidOperationException(error.ToString());
    }

    [GeneratedRegex(@"@\.str\.\d+")]
    private static partial Regex StringName();
}
