using Graft.Bench.Linkers;

namespace Graft.Bench.Calls;

/// <summary>What a program says it took, in seconds, sorted.</summary>
/// <param name="Case">The program.</param>
/// <param name="Graft">Through Graft.</param>
/// <param name="Native">Linked by ld.lld.</param>
internal sealed record ProgramTimes(ProgramCase Case, double[] Graft, double[] Native)
{
    /// <summary>Graft's median as a part of the native one.</summary>
    public double Ratio => Graft[Graft.Length / 2] / Native[Native.Length / 2];

    /// <summary>Graft's least time as a part of the least native one: what is left when others disturb little.</summary>
    public double LeastRatio => Graft[0] / Native[0];

    /// <summary>Runs both in turn.</summary>
    public static ProgramTimes Measure(ProgramCase program, Tools tools, int rounds)
    {
        string folder = Directory.CreateTempSubdirectory("graft-program-").FullName;
        try
        {
            string native = Path.Combine(folder, "native");
            program.LinkNatively(tools.Clang, native);
            List<double> own = [], its = [];
            for (int round = 0; round <= rounds; round++)
            {
                double through = program.RunThroughGraft(), natively = program.RunNatively(native);
                if (round == 0)
                    continue;
                own.Add(through);
                its.Add(natively);
            }

            return new(program, [.. own.Order()], [.. its.Order()]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
