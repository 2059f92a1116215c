using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Graft.Client;

/// <summary>
/// What both sides say before any JSON-RPC: one line of ASCII each, <c>graft-host 1 VERSION PID</c>, at most
/// <see cref="MaximumLength"/> bytes. The form is frozen, so that every version can tell what is wrong with every other.
/// </summary>
/// <param name="Version">The engine's version.</param>
/// <param name="ProcessId">The speaker's process.</param>
internal sealed record HostHandshake(string Version, int ProcessId)
{
    /// <summary>The longest line, with its line feed.</summary>
    public const int MaximumLength = 256;

    private const string Magic = "graft-host 1";

    /// <summary>Says who this side is.</summary>
    public static async Task SendAsync(Stream stream, string version, CancellationToken cancellationToken)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{Magic} {version} {Environment.ProcessId}\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(line), cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Hears who the other side is; null if it closed the connection or speaks something else.</summary>
    public static async Task<HostHandshake?> ReceiveAsync(Stream stream, CancellationToken cancellationToken)
    {
        // Byte by byte: what follows the line belongs to JSON-RPC.
        byte[] line = new byte[MaximumLength];
        try
        {
            for (int length = 0; length < line.Length; length++)
            {
                if (await stream.ReadAsync(line.AsMemory(length, 1), cancellationToken).ConfigureAwait(false) == 0)
                    return null;
                if (line[length] == '\n')
                    return Parse(Encoding.ASCII.GetString(line, 0, length));
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return null;
        }

        return null;
    }

    private static HostHandshake? Parse(string line)
    {
        string[] words = line.Split(' ');
        return words.Length == 4 && string.Join(' ', words, 0, 2) == Magic
            && int.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out int processId)
            ? new(words[2], processId)
            : null;
    }
}
