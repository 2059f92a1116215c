using Graft.Engine.Link;
using Graft.Protocol;

namespace Graft.Exec;

/// <summary>The command line of <c>graft exec</c>. Read by hand: the start of a program must not wait for a parser to load.</summary>
/// <remarks>
/// With <c>--</c> all before it is options and files, all after it the program's. Without it options come first, then files as
/// long as an operand is an existing file that can be linked; what follows is the program's, dashes or not.
/// </remarks>
internal sealed class ExecArguments
{
    private readonly List<string> _files = [];
    private readonly List<string> _clang = [];
    private readonly List<string> _libraries = [];
    private readonly List<string> _libraryFolders = [];

    private ExecArguments()
    {
    }

    /// <summary>Objects, archives and sources, in order.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>What the program gets, without its own name.</summary>
    public IReadOnlyList<string> ProgramArguments { get; private set; } = [];

    /// <summary>Options of C and C++ sources: <c>-D</c>, <c>-U</c>, <c>-I</c>, <c>-std=</c>.</summary>
    public IReadOnlyList<string> ClangArguments => _clang;

    /// <summary>Names given with <c>-l</c>.</summary>
    public IReadOnlyList<string> Libraries => _libraries;

    /// <summary>Folders given with <c>-L</c>.</summary>
    public IReadOnlyList<string> LibraryFolders => _libraryFolders;

    /// <summary>What the program gets as its own name: the first file's path without its ending, if not given.</summary>
    public string ProgramName { get; private set; } = "";

    /// <summary>The function to run.</summary>
    public string Entry { get; private set; } = "main";

    /// <summary>Optimisation of sources, 0 to 3.</summary>
    public int OptimizationLevel { get; private set; } = 2;

    /// <summary>Whether what the program does not reach is left out.</summary>
    public bool DropsUnusedSections { get; private set; }

    /// <summary>Size of the arena in bytes.</summary>
    public ulong ArenaSize { get; private set; } = 1024ul * 1024 * 1024;

    /// <summary>How many errors of the link are told; 0 for all.</summary>
    public int ErrorLimit { get; private set; } = LinkOptions.DefaultErrorLimit;

    /// <summary>Whether help was asked for.</summary>
    public bool IsHelp { get; private set; }

    /// <summary>Reads a command line.</summary>
    /// <param name="arguments">All after <c>exec</c>.</param>
    /// <exception cref="GraftException">GRAFT6001: it makes no sense.</exception>
    public static ExecArguments Parse(ReadOnlySpan<string> arguments)
    {
        var parsed = new ExecArguments();
        int separator = arguments.IndexOf("--");
        int end = separator >= 0 ? separator : arguments.Length;
        int next = parsed.ReadOptionsAndFiles(arguments[..end], hasSeparator: separator >= 0);
        parsed.ProgramArguments = separator >= 0 ? arguments[(separator + 1)..].ToArray() : arguments[next..].ToArray();
        if (parsed._files.Count == 0 && !parsed.IsHelp)
            throw Usage("say what to run: graft exec FILES [--] ARGUMENTS");
        if (parsed.ProgramName.Length == 0 && parsed._files.Count > 0)
            parsed.ProgramName = Path.ChangeExtension(parsed._files[0], null);
        return parsed;
    }

    private int ReadOptionsAndFiles(ReadOnlySpan<string> arguments, bool hasSeparator)
    {
        int i = 0;
        while (i < arguments.Length)
        {
            string argument = arguments[i];
            if (argument.StartsWith('-') && (hasSeparator || _files.Count == 0))
            {
                i += ReadOption(argument, i + 1 < arguments.Length ? arguments[i + 1] : null);
                continue;
            }

            // The first operand is a file whatever it is: that it is missing is then an error, not an argument.
            if (!hasSeparator && _files.Count > 0 && !ProgramFiles.IsLinkable(argument))
                return i;
            _files.Add(argument);
            i++;
        }

        return i;
    }

    /// <returns>How many arguments the option took.</returns>
    private int ReadOption(string option, string? next)
    {
        switch (option)
        {
            case "-h" or "--help" or "-?":
                IsHelp = true;
                return 1;
            case "--entry":
                Entry = next ?? throw Lacks(option);
                return 2;
            case "--gc-sections":
                DropsUnusedSections = true;
                return 1;
            case "--argv0":
                ProgramName = next ?? throw Lacks(option);
                return 2;
            case "--error-limit":
                ErrorLimit = int.TryParse(next, out int limit) && limit >= 0 ? limit : throw Usage("--error-limit wants a number; 0 tells all errors");
                return 2;
            case "--arena":
                ArenaSize = ulong.TryParse(next, out ulong mib) && mib is > 0 and < 2048
                    ? Math.Min(mib * 1024 * 1024, ArenaLayout.MaximumSize)
                    : throw Usage("--arena wants a number of MiB from 1 to 2047");
                return 2;
            case "-O0" or "-O1" or "-O2" or "-O3":
                OptimizationLevel = option[2] - '0';
                return 1;
        }

        foreach (string prefix in (ReadOnlySpan<string>)["-l", "-L", "-D", "-U", "-I"])
        {
            if (option.StartsWith(prefix, StringComparison.Ordinal))
                return ReadJoined(prefix, option, next);
        }

        if (!option.StartsWith("-std=", StringComparison.Ordinal))
            throw Usage($"'{option}' is no option of graft exec; if it is for the program, put -- before it");
        _clang.Add(option);
        return 1;
    }

    // -lm or -l m, as compilers take it.
    private int ReadJoined(string prefix, string option, string? next)
    {
        bool isJoined = option.Length > prefix.Length;
        string value = isJoined ? option[prefix.Length..] : next ?? throw Lacks(option);
        if (prefix == "-l")
            _libraries.Add(value);
        else if (prefix == "-L")
            _libraryFolders.Add(value);
        else
            _clang.Add(prefix + (prefix == "-I" ? Path.GetFullPath(value) : value)); // clang runs in the source's folder
        return isJoined ? 1 : 2;
    }

    private static GraftException Lacks(string option) => Usage($"{option} wants a value");

    private static GraftException Usage(string message) => new(DiagnosticCatalog.Usage.At(message));
}
