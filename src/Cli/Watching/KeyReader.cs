using System.Threading.Channels;

namespace Graft.Cli.Watching;

/// <summary>Reads keys from the terminal, or single characters from a pipe that stands for one.</summary>
internal static class KeyReader
{
    /// <summary>Ctrl+R as a terminal sends it.</summary>
    public const char Rebuild = '\x12';

    /// <summary>Begins to read, on a thread that ends with the process or the input.</summary>
    public static void Start(ChannelWriter<WatchEvent> events)
    {
        var thread = new Thread(() => Read(events)) { IsBackground = true, Name = "keys" };
        thread.Start();
    }

    private static void Read(ChannelWriter<WatchEvent> events)
    {
        try
        {
            while (true)
            {
                int character = Console.IsInputRedirected ? Console.In.Read() : Console.ReadKey(intercept: true).KeyChar;
                if (character < 0)
                    return;
                events.TryWrite(new WatchEvent.Key((char)character));
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The terminal is gone; the watch goes on without keys.
        }
    }
}
