namespace Graft.Tests.Programs;

/// <summary>The comments at the start of a program's file: how to compile, run and judge it.</summary>
internal sealed class ProgramHeader
{
    private readonly List<string> _environment = [];
    private readonly List<string> _input = [];

    private ProgramHeader()
    {
    }

    /// <summary>The compiler's options.</summary>
    public string[] Flags { get; private set; } = ["-O1"];

    /// <summary>What the program gets, as a shell would split it.</summary>
    public string[] Arguments { get; private set; } = [];

    /// <summary>Variables, <c>NAME=VALUE</c>.</summary>
    public IReadOnlyList<string> Environment => _environment;

    /// <summary>What is on standard input.</summary>
    public string Input => string.Concat(_input.Select(line => line + "\n"));

    /// <summary>The function in which the program crashes; empty if it does not.</summary>
    public string CrashesIn { get; private set; } = "";

    /// <summary>The code with which Graft refuses to link it; empty if it links.</summary>
    public string RefusedWith { get; private set; } = "";

    /// <summary>Why it is not compared; empty if it is.</summary>
    public string DiffersBecause { get; private set; } = "";

    /// <summary>Reads a file's header.</summary>
    public static ProgramHeader Read(string path)
    {
        var header = new ProgramHeader();
        foreach (string line in File.ReadLines(path).TakeWhile(line => line.StartsWith("// ", StringComparison.Ordinal)))
        {
            string text = line[3..];
            int colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                header.Take(text[..colon], text[(colon + 1)..].TrimStart(), path);
        }

        return header;
    }

    private void Take(string key, string value, string path)
    {
        switch (key)
        {
            case "flags":
                Flags = value.Split(' ');
                break;
            case "args":
                Arguments = ShellWords.Split(value);
                break;
            case "env":
                _environment.Add(value);
                break;
            case "stdin":
                _input.Add(value);
                break;
            case "crash":
                CrashesIn = value;
                break;
            case "graft" when value.StartsWith("refused ", StringComparison.Ordinal):
                RefusedWith = value["refused ".Length..];
                break;
            case "graft" when value.StartsWith("differs ", StringComparison.Ordinal):
                DiffersBecause = value["differs ".Length..];
                break;
            case "graft":
                Assert.Fail($"{path}: 'graft: {value}' is neither 'refused CODE' nor 'differs REASON'");
                break;
        }
    }
}
