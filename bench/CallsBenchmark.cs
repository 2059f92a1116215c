using Graft.Bench.Calls;
using Graft.Bench.Linkers;
using Graft.Bench.Report;
using Graft.Protocol;

namespace Graft.Bench;

/// <summary>What a call through a stub costs: alone, beside other ways to bind a call, and in real programs.</summary>
internal static class CallsBenchmark
{
    private static readonly int[] Sizes = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536];
    private static readonly int[] FewSizes = [1, 16, 1024, 65_536];

    /// <summary>Runs the benchmark.</summary>
    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        string home = Directory.CreateTempSubdirectory("gb").FullName;
        Environment.SetEnvironmentVariable(UserFolder.Variable, home);

        // Lua's clock counts the whole process: .NET must not compile beside it.
        Environment.SetEnvironmentVariable("DOTNET_TieredCompilation", "0");
        try
        {
            var tools = new Tools(options.Llvm);
            List<CallTimes> calls = [];
            if (options.Wants("micro"))
            {
                foreach (int functions in options.IsQuick ? FewSizes : Sizes)
                    calls.Add(CallTimes.Measure(tools, functions, rounds: options.IsQuick ? 7 : 21));
                CallsReport.Write(Console.Out, calls);
            }

            List<ProgramTimes> programs = [];
            foreach (var program in await new ProgramCases(options).MakeAsync().ConfigureAwait(false))
                programs.Add(ProgramTimes.Measure(program, tools, rounds: options.IsQuick ? 3 : 9));
            CallsReport.Write(Console.Out, programs);
            CallsReport.Save(options, calls, programs);
            return 0;
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }
}
