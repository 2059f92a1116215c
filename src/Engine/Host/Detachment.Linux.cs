using System.Globalization;
using System.Runtime.InteropServices;

namespace Graft.Engine.Host;

/// <summary>Gives up what a shared host has from whoever happened to start it.</summary>
internal static partial class Detachment
{
    private const int StandardError = 2;
    private const int O_CLOEXEC = 0x80000;

    /// <summary>
    /// Leaves the session (setsid(2)) and with it the terminal: Ctrl+C and a closed window are the starter's. Closes the
    /// pipes and sockets that were inherited: somebody may wait for their end, as a build server does for its build's.
    /// </summary>
    public static void LeaveStarter()
    {
        // Fails, without harm, for a process that leads a group already.
        _ = SetSid();
        foreach (string path in Directory.GetFiles("/proc/self/fd"))
        {
            int descriptor = int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture);
            if (descriptor > StandardError && IsPipeOrSocket(path) && IsInherited(descriptor))
                _ = Close(descriptor);
        }
    }

    private static bool IsPipeOrSocket(string path) =>
        new FileInfo(path).LinkTarget is { } target
        && (target.StartsWith("pipe:", StringComparison.Ordinal) || target.StartsWith("socket:", StringComparison.Ordinal));

    /// <summary>Whether a descriptor has come through exec: what .NET opens itself is closed on exec, all of it.</summary>
    private static bool IsInherited(int descriptor)
    {
        // proc(5): "flags:", in octal.
        string line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{descriptor}"))
            .First(text => text.StartsWith("flags:", StringComparison.Ordinal));
        return (Convert.ToInt32(line["flags:".Length..].Trim(), 8) & O_CLOEXEC) == 0;
    }

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int SetSid();

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
