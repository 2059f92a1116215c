using System.Runtime.InteropServices;
using System.Text;
using Graft.Protocol;

namespace Graft.Exec;

/// <summary>
/// Writes to the standard streams by their descriptors. <see cref="Console"/> would take hold of the terminal and of
/// signals, which are the program's.
/// </summary>
internal static partial class StandardStreams
{
    private const int Output = 1;
    private const int Error = 2;

    /// <summary>Tells diagnostics on stderr.</summary>
    public static void Tell(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
            Write(Error, diagnostic.ToString());
    }

    /// <summary>Writes a line to stdout.</summary>
    public static void WriteOutput(string text) => Write(Output, text);

    private static unsafe void Write(int descriptor, string line)
    {
        byte[] text = Encoding.UTF8.GetBytes(line + "\n");
        fixed (byte* start = text)
        {
            for (nint done = 0; done < text.Length;)
            {
                nint written = write(descriptor, start + done, (nuint)(text.Length - done));
                if (written <= 0)
                    return; // Nobody is there to be told.
                done += written;
            }
        }
    }

    [LibraryImport("libc.so.6")]
    private static unsafe partial nint write(int descriptor, byte* bytes, nuint count);
}
