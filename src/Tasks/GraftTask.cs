using Graft.Client;
using Graft.Protocol;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Task = System.Threading.Tasks.Task;

namespace Graft.Tasks;

/// <summary>
/// What Graft's tasks share: a host to talk to, diagnostics logged with code and place, and an end as soon as the build is
/// cancelled. Each instance runs once, on one thread; only <see cref="Cancel"/> may come from another.
/// </summary>
public abstract class GraftTask : Microsoft.Build.Utilities.Task, ICancelableTask, IMultiThreadableTask, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>Absolute path of <c>Graft.Engine.dll</c>.</summary>
    [Required]
    public string EngineAssembly { get; set; } = "";

    /// <summary>The project file: where problems are shown that have no place of their own.</summary>
    [Required]
    public string Project { get; set; } = "";

    /// <summary>Whether the user's shared engine host does the work; otherwise a private child process does it, with the same result.</summary>
    public bool UseHost { get; set; } = true;

    /// <summary>Folder with one page per diagnostic code, for the links in the log; empty for no links.</summary>
    public string DiagnosticPages { get; set; } = "";

    /// <summary>The project's folder and environment: of this project only, even if several are built in one process.</summary>
    public TaskEnvironment TaskEnvironment { get; set; } = TaskEnvironment.Fallback;

    /// <inheritdoc/>
    public void Cancel() => _cancellation.Cancel();

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            RunAsync(_cancellation.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            LogDiagnostic(DiagnosticCatalog.Cancelled.At("the build was cancelled; what is finished is kept"));
        }
        catch (GraftException e)
        {
            LogDiagnostics(e.Diagnostics);
        }

        return !Log.HasLoggedErrors;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cancellation.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Does the work.</summary>
    /// <param name="cancellationToken">Cancelled with the build.</param>
    protected abstract Task RunAsync(CancellationToken cancellationToken);

    /// <summary>An engine host, to be disposed of; calls are retried and fall back by themselves.</summary>
    protected Task<HostClient> OpenHostAsync(CancellationToken cancellationToken) =>
        HostClient.OpenAsync(new HostOptions { Engine = new(Absolute(EngineAssembly)), UseHost = UseHost }, cancellationToken);

    /// <summary>Logs all, each with code, place and link.</summary>
    protected void LogDiagnostics(IEnumerable<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        foreach (var diagnostic in diagnostics)
            LogDiagnostic(diagnostic);
    }

    /// <summary>Logs verdicts as messages: with their code and place, where a detailed log is wanted.</summary>
    protected void LogVerdicts(IEnumerable<Verdict> verdicts)
    {
        ArgumentNullException.ThrowIfNull(verdicts);
        foreach (var verdict in verdicts)
            LogDiagnostic(verdict.ToDiagnostic(DiagnosticSeverity.Info));
    }

    /// <summary>The absolute form of a path that the project wrote relative to its folder.</summary>
    protected string Absolute(string path) => Path.GetFullPath(TaskEnvironment.GetAbsolutePath(path).Value);

    private void LogDiagnostic(Diagnostic d)
    {
        string file = d.File ?? Project;
        string? link = DiagnosticPages.Length == 0
            ? null
            : new Uri(Path.Combine(Absolute(DiagnosticPages), $"{d.Code}.md")).AbsoluteUri;
        switch (d.Severity)
        {
            case DiagnosticSeverity.Error:
                Log.LogError(null, d.Code, null, link, file, d.Line, d.Column, 0, 0, "{0}", d.Message);
                break;
            case DiagnosticSeverity.Warning:
                Log.LogWarning(null, d.Code, null, link, file, d.Line, d.Column, 0, 0, "{0}", d.Message);
                break;
            default:
                Log.LogMessage(null, d.Code, null, file, d.Line, d.Column, 0, 0, MessageImportance.Normal, "{0}", d.Message);
                break;
        }
    }
}
