using Xunit.Abstractions;

namespace Graft.Tests.Programs;

/// <summary>C programs give the same through <c>graft exec</c> as natively.</summary>
public class CProgramSpecs(ITestOutputHelper log)
{
    /// <summary>Their names.</summary>
    public static TheoryData<string> Programs => TestProgram.All("c");

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Programs))]
    public Task A_program_gives_what_it_gives_natively(string name) => ProgramComparison.RunAsync(name, log);
}
