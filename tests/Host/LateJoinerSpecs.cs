using Graft.Client;
using Graft.Engine.Host;
using Graft.Protocol;

namespace Graft.Tests.Host;

/// <summary>What becomes of loads that followers and late runtimes get.</summary>
public sealed class LateJoinerSpecs
{
    private static readonly LoadModuleRequest Load = new("r", "m", []);

    [Fact]
    public async Task A_follower_that_refuses_is_a_warning_and_one_that_is_gone_is_none()
    {
        await using var refusing = new FakeServices { Failure = new GraftException(DiagnosticCatalog.DataTypeChanged.At("'lives' would change")) };
        var warning = new LateJoiners(refusing, records: null).Pass(Load, "second");
        Assert.NotNull(warning);
        Assert.Equal(("GRAFT4030", DiagnosticSeverity.Warning), (warning.Code, warning.Severity));
        Assert.Contains("runtime 'second', which follows 'r', did not get module m: GRAFT4005", warning.Message, StringComparison.Ordinal);

        await using var gone = new FakeServices { Failure = new GraftException(DiagnosticCatalog.NoRuntime.At("no runtime is named 'second'")) };
        Assert.Null(new LateJoiners(gone, records: null).Pass(Load, "second"));
        await using var fine = new FakeServices();
        Assert.Null(new LateJoiners(fine, records: null).Pass(Load, "second"));
    }
}
