using Graft.Engine.Compile;

namespace Graft.Tests.Compile;

/// <summary>The versions of LLVM on this machine: what holds for one must hold for all.</summary>
public static class InstalledLlvm
{
    /// <summary>Name of a command-line tool of the version that is used by default.</summary>
    public static string Tool(string name) => $"{name}-{LlvmLibrary.Find("")!.Major}";

    /// <summary>Path of each libLLVM; empty for the one that is used by default.</summary>
    public static TheoryData<string> Libraries
    {
        get
        {
            var libraries = new TheoryData<string> { "" };
            for (int major = LlvmLibrary.OldestMajor; major < LlvmLibrary.NewestMajor; major++)
            {
                foreach (string name in new[] { $"libLLVM-{major}.so.1", $"libLLVM.so.{major}.1" })
                {
                    if (File.Exists("/usr/lib/x86_64-linux-gnu/" + name))
                        libraries.Add("/usr/lib/x86_64-linux-gnu/" + name);
                }
            }

            return libraries;
        }
    }
}
