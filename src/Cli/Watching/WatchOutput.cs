using Graft.Cli.Output;
using Graft.Protocol;

namespace Graft.Cli.Watching;

/// <summary>
/// What the user sees of a watch, in the habits of <c>dotnet watch</c>: lines with a prefix on stdout, diagnostics as compilers write them
/// on stderr. Used by one thread.
/// </summary>
/// <param name="hasEmoji">Whether each line begins with a picture.</param>
/// <param name="isJson">Whether each line is JSON instead.</param>
internal sealed class WatchOutput(bool hasEmoji, bool isJson)
{
    /// <summary>Whether each line is for a program to read.</summary>
    public bool IsJson => isJson;

    /// <summary>Says something.</summary>
    public void Say(WatchMessageKind kind, string message) => Say(new WatchMessage(kind, message));

    /// <summary>Says something.</summary>
    public void Say(WatchMessage message)
    {
        if (isJson)
            Terminal.WriteLine(Terminal.ToJson(message, WatchJson.Default.WatchMessage, isIndented: false));
        else
            Terminal.WriteLine(hasEmoji ? $"graft watch {SignOf(message.Event)} {message.Message}" : $"graft watch: {message.Message}");
        Console.Out.Flush();
    }

    /// <summary>Tells diagnostics.</summary>
    public static void Tell(IEnumerable<Diagnostic> diagnostics) => Terminal.Tell(diagnostics);

    /// <summary>A path as the user would write it.</summary>
    public static string Show(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : $"./{relative}";
    }

    private static string SignOf(WatchMessageKind kind) => kind switch
    {
        WatchMessageKind.Started => "🚀",
        WatchMessageKind.Building => "🔨",
        WatchMessageKind.Patched => "🔥",
        WatchMessageKind.Failed or WatchMessageKind.Refused => "❌",
        WatchMessageKind.Question => "❔",
        WatchMessageKind.Restart => "🔄",
        WatchMessageKind.Waiting => "⏳",
        WatchMessageKind.Exited => "🛑",
        _ => "⌚",
    };
}
