using System.ComponentModel;
using System.Diagnostics;

namespace Graft.Client;

/// <summary>Starting programs, with the one kind of error that callers handle.</summary>
internal static class ChildProcess
{
    /// <summary>Starts a program.</summary>
    /// <exception cref="IOException">It cannot be started.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new IOException($"{start.FileName} did not start");
        }
        catch (Win32Exception e)
        {
            throw new IOException($"{start.FileName} cannot be started: {e.Message}", e);
        }
    }
}
