using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;

namespace Graft.Tests.Compile;

/// <summary>What llvm-readelf says about an object: the oracle for what our compiler asked LLVM to write.</summary>
internal static partial class ReadElf
{
    /// <summary>Type and flags of each section, by name: <c>PROGBITS AX</c>.</summary>
    public static async Task<Dictionary<string, string>> SectionsAsync(string path)
    {
        var sections = new Dictionary<string, string>();
        foreach (Match match in SectionLine().Matches(await RunAsync("-SW", path)))
            sections[match.Groups["name"].Value] = $"{match.Groups["type"].Value} {match.Groups["flags"].Value}".TrimEnd();
        return sections;
    }

    /// <summary>The strings of the section <c>.graft</c>.</summary>
    public static async Task<string[]> NotesAsync(string path)
    {
        string dump = path + ".graft";
        await CliWrap.Cli.Wrap(InstalledLlvm.Tool("llvm-objcopy")).WithArguments(["--dump-section", $".graft={dump}", path, "/dev/null"]).ExecuteAsync();
        string text = await File.ReadAllTextAsync(dump);
        File.Delete(dump);
        return text.Split('\0')[..^1];
    }

    public static async Task<string> RunAsync(params string[] arguments) =>
        (await CliWrap.Cli.Wrap(InstalledLlvm.Tool("llvm-readelf")).WithArguments(arguments).ExecuteBufferedAsync()).StandardOutput;

    [GeneratedRegex(@"^\s*\[\s*\d+\] (?<name>\S+)\s+(?<type>[A-Z_0-9]+)\s+[0-9a-f]{16} [0-9a-f]+ [0-9a-f]+ [0-9a-f]{2}\s+(?<flags>[A-Za-z]*)\s+\d+\s+\d+\s+\d+\s*$", RegexOptions.Multiline)]
    private static partial Regex SectionLine();
}
