using Graft.Engine.Link;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Exec;

/// <summary><c>graft exec</c>, top to bottom.</summary>
public static class ExecCommand
{
    private const int Failure = 1;
    private const int UsageError = 2;

    private const string Module = "program";

    private const string Help = """
        Usage: graft exec [OPTIONS] FILES [--] ARGUMENTS
        Links objects, archives, LLVM IR (.ll, .bc), C and C++ into this process and runs the program.

          -O0 ... -O3            optimisation of sources (2)
          -D -U -I -std=         for C and C++ sources
          -l NAME, -L FOLDER     shared libraries that the program uses
          --entry NAME           the function to run instead of main
          --argv0 NAME           the program's own name (the first file's without its ending)
          --gc-sections          leave out what main does not reach, with what it lacks
          --error-limit N        how many errors of the link are told, 0 for all (20)
          --arena MIB            room for the program's code and variables (1024)

        With -- all before it is options and files, all after it the program's arguments. Without it options come first, then
        files, and the first operand that is no file to link begins the arguments.
        """;

    /// <summary>Runs a program. Does not return if it could be started: the process ends as the program ends.</summary>
    /// <param name="arguments">All after <c>exec</c>.</param>
    /// <returns>The exit code, if the program was not started.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        try
        {
            var parsed = ExecArguments.Parse(arguments);
            if (!parsed.IsHelp)
                return Run(parsed);
            StandardStreams.WriteOutput(Help);
            return 0;
        }
        catch (GraftException e)
        {
            StandardStreams.Tell(e.Diagnostics);
            return e.Diagnostics.All(diagnostic => diagnostic.Code == DiagnosticCatalog.Usage.Code) ? UsageError : Failure;
        }
#pragma warning disable CA1031 // A defect of Graft is told like everything else, not as a stack trace.
        catch (Exception e)
#pragma warning restore CA1031
        {
            StandardStreams.Tell([DiagnosticCatalog.InternalError.At($"exec: {e.GetType().Name}: {e.Message}; please report it")]);
            return Failure;
        }
    }

    private static int Run(ExecArguments arguments)
    {
        var diagnostics = new DiagnosticBag();
        var units = ObjectReader.ReadAll(
            ProgramFiles.Load(
                arguments.Files, [arguments.Entry], new(arguments.OptimizationLevel), arguments.ClangArguments, diagnostics),
            diagnostics);
        if (diagnostics.HasErrors)
        {
            StandardStreams.Tell(diagnostics);
            return Failure;
        }

        using var program = new ProgramRuntime(new RuntimeOptions
        {
            ArenaSize = arguments.ArenaSize,
            LateBinding = LateBinding.Fail(),
            HostLibraries = [.. HostLibraries.Find(arguments), .. new RuntimeOptions().HostLibraries],
        });
        bool isLinked = Link(program, arguments, units, diagnostics);
        StandardStreams.Tell(diagnostics);
        if (isLinked)
            program.Run(arguments.Entry, [arguments.ProgramName, .. arguments.ProgramArguments]);
        return Failure;
    }

    private static bool Link(ProgramRuntime program, ExecArguments arguments, IReadOnlyList<ObjectUnit> units, DiagnosticBag diagnostics)
    {
        var options = new LinkOptions
        {
            GcSections = arguments.DropsUnusedSections,
            ExportsAreRoots = false,
            Roots = [arguments.Entry],
            IsComplete = true,
            ErrorLimit = arguments.ErrorLimit,
        };
        using var agent = program.OpenSession();
        agent.OpenModule(Module);
        return Linker.Link(agent, Module, units, [], diagnostics, options) is not null;
    }
}
