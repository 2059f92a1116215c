using System.Runtime.InteropServices;

namespace Graft.Engine.Host;

/// <summary>The process's session (setsid(2)).</summary>
internal static partial class Session
{
    /// <summary>
    /// Leaves the session of whoever started this process, and with it their terminal: Ctrl+C and a closed window are
    /// theirs. Fails, without harm, if the process leads a group already.
    /// </summary>
    public static void Leave() => _ = SetSid();

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int SetSid();
}
