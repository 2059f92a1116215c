using System.Diagnostics;
using System.Globalization;
using Graft.Protocol;

namespace Graft.Bench;

/// <summary>
/// A process into which is linked, warm as a user's program is. It holds runtimes, mostly one after the other, so that every
/// link gets a fresh one, and it opens shared libraries. Its input is a verb and an argument per line; each is answered by a line.
/// </summary>
internal sealed class RuntimeServer : IDisposable
{
    private const string RenewVerb = "renew", AddVerb = "add", OpenVerb = "open";

    private readonly Process _process;
    private readonly string _home = Directory.CreateTempSubdirectory("gb").FullName;
    private int _count;

    public RuntimeServer()
    {
        Environment.SetEnvironmentVariable(UserFolder.Variable, _home);
        _process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [typeof(RuntimeServer).Assembly.Location, "serve"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>Replaces all runtimes by a fresh one and gives its name.</summary>
    public string Renew() => Ask(RenewVerb, $"bench{++_count}");

    /// <summary>Creates one more runtime and gives its name.</summary>
    public string Add() => Ask(AddVerb, $"bench{++_count}");

    /// <summary>Opens and closes a shared library, all its symbols bound.</summary>
    /// <returns>Seconds that dlopen took.</returns>
    public double Open(string library) => double.Parse(Ask(OpenVerb, library), CultureInfo.InvariantCulture);

    /// <summary>What the process does.</summary>
    public static int Serve()
    {
        List<Runtime> runtimes = [];
        while (Console.ReadLine()?.Split(' ', 2) is [var verb, var argument])
        {
            if (verb == OpenVerb)
            {
                Console.WriteLine(SharedObject.Open(argument).ToString("R", CultureInfo.InvariantCulture));
                continue;
            }

            if (verb == RenewVerb)
            {
                runtimes.ForEach(runtime => runtime.Dispose());
                runtimes.Clear();
            }

            runtimes.Add(Runtime.Create(argument, new RuntimeOptions()));
            Console.WriteLine(argument);
        }

        runtimes.ForEach(runtime => runtime.Dispose());
        return 0;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            _process.Kill();
        _process.Dispose();
        Directory.Delete(_home, recursive: true);
    }

    private string Ask(string verb, string argument)
    {
        _process.StandardInput.WriteLine($"{verb} {argument}");
        return _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the process into which is linked is gone");
    }
}
