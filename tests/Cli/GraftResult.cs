using System.Text.Json;

namespace Graft.Tests.Cli;

/// <summary>What a run of <c>graft</c> printed and how it ended.</summary>
internal sealed record GraftResult(int ExitCode, string Output, string Error)
{
    /// <summary>The printed result without the end of its line.</summary>
    public string Text => Output.TrimEnd();

    /// <summary>Fails with all that was printed if it did not succeed.</summary>
    public GraftResult ShouldSucceed()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Output}{Error}");
        return this;
    }

    /// <summary>Fails if it did not fail with this code and these words, and told so on stderr alone.</summary>
    public GraftResult ShouldFail(string code, params string[] words)
    {
        Assert.True(ExitCode == 1, $"exit code {ExitCode}: {Output}{Error}");
        Assert.Contains($"error {code}: ", Error, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, Error, StringComparison.Ordinal));
        Assert.Empty(Output);
        return this;
    }

    /// <summary>Fails if the command line was not said to make no sense.</summary>
    public void ShouldBeMisuse()
    {
        Assert.True(ExitCode == 2, $"exit code {ExitCode}: {Output}{Error}");
        Assert.Contains("error GRAFT6001: ", Error, StringComparison.Ordinal);
    }

    /// <summary>The printed result as JSON.</summary>
    public JsonElement Json()
    {
        using var document = JsonDocument.Parse(Output);
        return document.RootElement.Clone();
    }
}
