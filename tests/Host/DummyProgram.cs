using System.Diagnostics;
using Graft.Protocol;

namespace Graft.Tests.Host;

/// <summary>Starts the program under test in a user's folder of a test.</summary>
internal static class DummyProgram
{
    public static Process Start(TestHome home, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[UserFolder.Variable] = home.Path;
        foreach (string argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Graft.Dummy.dll"), .. arguments])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
