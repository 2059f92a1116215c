using Graft.Client;
using Graft.Protocol;
using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Graft.Tasks;

/// <summary>
/// Links what changed of a built module into a running runtime and says in one line what that did. Any error leaves the
/// runtime as it was.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class GraftPatch : GraftTask
{
    /// <summary>Name of the runtime.</summary>
    [Required]
    public string Runtime { get; set; } = "";

    /// <summary>Whether it is an error that the runtime is not running; otherwise nothing is loaded.</summary>
    public bool RuntimeIsRequired { get; set; } = true;

    /// <summary>Name of the module.</summary>
    [Required]
    public string Module { get; set; } = "";

    /// <summary>The module's archive: its whole content.</summary>
    [Required]
    public string Archive { get; set; } = "";

    /// <summary>The modules that are searched for what this one wants, after itself; empty for all.</summary>
    public string[] LinkOrder { get; set; } = [];

    /// <summary>Whether sections that no symbol which other modules see needs are left out.</summary>
    public bool GcSections { get; set; }

    /// <summary>What callers may see of the patch while it takes effect: <c>immediate</c> or <c>synced</c>.</summary>
    public string Consistency { get; set; } = "";

    /// <summary>How many seconds a synced patch waits for threads to come to their sync points; 0 for the default.</summary>
    public double SyncLimit { get; set; }

    /// <summary>What the archive's members were made from, in its order. Metadata: <c>ObjectPath</c>.</summary>
    public ITaskItem[] Sources { get; set; } = [];

    /// <summary>Whether it is an error, and not a warning, that what is alive does not allow an edit.</summary>
    public bool RefusedIsError { get; set; }

    /// <summary>What was done, in one line; empty if it failed.</summary>
    [Output]
    public string Summary { get; set; } = "";

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!RuntimeIsRequired && !IsRunning())
        {
            Tell(LoadSummary.DescribeAbsence(Module, Runtime));
            return;
        }

        var request = new LoadModuleRequest(Runtime, Module, [Absolute(Archive)])
        {
            GcSections = GcSections,
            LinkOrder = LinkOrder.Length > 0 ? LinkOrder : null,
            Sources = [.. Sources.Select(source => new UnitSource(Absolute(source.GetMetadata("ObjectPath")), Absolute(source.ItemSpec)))],
        }.WithTerms(Consistency, SyncLimit);
        LoadModuleResult result;
        var host = await OpenHostAsync(cancellationToken).ConfigureAwait(false);
        await using (host.ConfigureAwait(false))
        {
            result = await host.LoadModuleAsync(request, cancellationToken).ConfigureAwait(false);
        }

        // Built is what was to be built; that the program goes on with what it has is for the user to judge.
        bool isMild = result.IsRefused && !RefusedIsError;
        LogDiagnostics(result.Diagnostics.Select(diagnostic =>
            isMild && diagnostic.Severity == DiagnosticSeverity.Error ? diagnostic with { Severity = DiagnosticSeverity.Warning } : diagnostic));
        LogVerdicts(result.Verdicts.Where(verdict => !result.Diagnostics.Any(diagnostic => diagnostic.Code == verdict.Code)));
        if (!result.Succeeded && !isMild)
            return;
        Tell(isMild ? LoadSummary.DescribeRefusal(Module, Runtime) : LoadSummary.Describe(Module, result));
    }

    private bool IsRunning()
    {
        RuntimeName.Check(Runtime);
        return RuntimeName.Running().Contains(Runtime);
    }

    private void Tell(string summary)
    {
        Summary = summary;
        Log.LogMessage(MessageImportance.High, "{0}", summary);
    }
}
