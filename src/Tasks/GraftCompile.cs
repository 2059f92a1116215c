using System.Globalization;
using Graft.Client;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Task = System.Threading.Tasks.Task;

namespace Graft.Tasks;

/// <summary>
/// Brings a module's objects, archive and symbol list up to date. The engine compiles only inputs whose content, headers
/// or options changed; the targets do not even run this task when no time stamp did.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class GraftCompile : GraftModuleTask
{
    /// <summary>Whether to say what a program that runs the module would make of the edits; a runtime that is patched says it better.</summary>
    public bool Forecast { get; set; }

    /// <summary>The headers that the C inputs read.</summary>
    [Output]
    public ITaskItem[] Headers { get; set; } = [];

    /// <summary>Other paths whose times tell that a build may be needed.</summary>
    [Output]
    public ITaskItem[] Watched { get; set; } = [];

    /// <summary>Whether no input was written while it was read; otherwise the next build has to look again.</summary>
    [Output]
    public bool IsSettled { get; set; } = true;

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        BuildModuleResult result;
        var request = Request() with { WantsVerdicts = Forecast };
        var host = await OpenHostAsync(cancellationToken).ConfigureAwait(false);
        await using (host.ConfigureAwait(false))
        {
            result = await host.BuildModuleAsync(request, cancellationToken).ConfigureAwait(false);
        }

        LogDiagnostics(result.Diagnostics);
        LogVerdicts(result.Verdicts);
        Headers = [.. result.Headers.Select(header => new TaskItem(header))];
        Watched = [.. result.Watched.Select(path => new TaskItem(path))];
        IsSettled = result.IsSettled;
        foreach (string source in result.Compiled)
            Log.LogMessage(MessageImportance.Low, "{0} -> object", source);
        Log.LogMessage(
            MessageImportance.Normal, "{0}: {1} compiled, {2} from the cache, {3} up to date, {4} ms",
            Module, result.Compiled.Count, result.FromCache.Count, result.UpToDate, (long)Math.Ceiling(result.Milliseconds));
        LogTimes(result);
    }

    private void LogTimes(BuildModuleResult result)
    {
        if (result.FunctionsCompiled + result.FunctionsFromCache > 0)
        {
            string functions = result.FunctionsCompiled == 1 ? "function" : "functions";
            Log.LogMessage(
                MessageImportance.Normal, "{0}: {1} {2} compiled, {3} from the cache", Module, result.FunctionsCompiled, functions, result.FunctionsFromCache);
        }

        // Formatted here: MSBuild turns numbers into text in its own way.
        var times = result.Times;
        string phases = string.Create(
            CultureInfo.InvariantCulture,
            $"front end {times.FrontEnd:F1} ms, read {times.Read:F1}, split {times.Split:F1}, compile {times.Compile:F1} (LLVM {times.Llvm:F1}), merge {times.Merge:F1}, write {times.Write:F1}");
        Log.LogMessage(MessageImportance.Normal, "{0}: {1}", Module, phases);
    }
}
