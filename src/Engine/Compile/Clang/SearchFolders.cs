namespace Graft.Engine.Compile;

/// <summary>Reads from what clang says with <c>-v</c> where it looks for headers.</summary>
internal static class SearchFolders
{
    private const string Ignored = "ignoring nonexistent directory \"";
    private const string Begin = "#include <...> search starts here:";
    private const string BeginQuoted = "#include \"...\" search starts here:";
    private const string End = "End of search list.";

    /// <summary>
    /// The folders in the order in which clang looks into them, absolute. Those that do not exist come first: clang does not tell where they would
    /// stand, and whatever appears there may hide anything.
    /// </summary>
    /// <param name="text">clang's standard error.</param>
    /// <param name="folder">The folder it ran in.</param>
    public static IReadOnlyList<string> Read(string text, string folder)
    {
        List<string> missing = [];
        List<string> found = [];
        bool isList = false;
        foreach (string line in text.Split('\n'))
        {
            if (line is Begin or BeginQuoted)
                isList = true;
            else if (line == End)
                break;
            else if (isList && line.StartsWith(' '))
                found.Add(Path.GetFullPath(line[1..], folder));
            else if (line.StartsWith(Ignored, StringComparison.Ordinal))
                missing.Add(Path.GetFullPath(line[Ignored.Length..].TrimEnd('"'), folder));
        }

        return [.. missing.Concat(found).Distinct(StringComparer.Ordinal)];
    }
}
