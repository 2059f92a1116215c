using Microsoft.Build.Framework;
using Microsoft.Build.Logging.StructuredLogger;

namespace Graft.Tests.Sdk;

/// <summary>What a build printed, how it ended, and, from its binary log, what it really did.</summary>
public sealed class BuildOutcome(int exitCode, string output, string log)
{
    private IReadOnlyList<BuildEventArgs>? _events;

    public int ExitCode => exitCode;

    public string Output => output;

    private IReadOnlyList<BuildEventArgs> Events =>
        _events ??= [.. BinaryLog.ReadRecords(log).Select(record => record.Args).Where(args => args is not null)];

    public IReadOnlyList<BuildErrorEventArgs> Errors => [.. Events.OfType<BuildErrorEventArgs>()];

    public IReadOnlyList<BuildWarningEventArgs> Warnings => [.. Events.OfType<BuildWarningEventArgs>()];

    /// <summary>Whether the target was skipped since its outputs are up to date, in every project that has it.</summary>
    public bool Skipped(string target)
    {
        var skips = Events.OfType<TargetSkippedEventArgs>().Where(skip => skip.TargetName == target).ToList();
        return skips.Exists(skip => skip.SkipReason == TargetSkipReason.OutputsUpToDate) && !Ran("GraftCompile");
    }

    /// <summary>Whether a task ran, in any project.</summary>
    public bool Ran(string task) => Events.OfType<TaskStartedEventArgs>().Any(start => start.TaskName == task);

    /// <summary>How many inputs the build compiled, by what the task says.</summary>
    public int Compiled() => Events.OfType<BuildMessageEventArgs>()
        .Count(message => message.SenderName == "GraftCompile" && message.Message!.EndsWith(" -> object", StringComparison.Ordinal));

    /// <summary>Fails with the build's output if it did not succeed.</summary>
    public BuildOutcome ShouldSucceed()
    {
        Assert.True(exitCode == 0, output);
        return this;
    }

    /// <summary>Fails with the build's output if it succeeded.</summary>
    public BuildOutcome ShouldFail()
    {
        Assert.True(exitCode != 0, output);
        return this;
    }
}
