using System.Text;

namespace Graft.Engine.Compile;

/// <summary>Reads the dependency files that clang writes with -MD: one rule in make's syntax, <c>target: file file \</c>.</summary>
internal static class Depfile
{
    /// <summary>The files that the target depends on, in order, without the first: the source itself.</summary>
    public static IReadOnlyList<string> ReadHeaders(string text)
    {
        int colon = text.IndexOf(": ", StringComparison.Ordinal);
        return colon < 0 ? [] : [.. Split(text.AsSpan(colon + 1)).Skip(1).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>A backslash escapes a space, a # or the end of a line; a dollar stands twice.</summary>
    private static List<string> Split(ReadOnlySpan<char> text)
    {
        List<string> names = [];
        var name = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            char next = i + 1 < text.Length ? text[i + 1] : '\n';
            if (text[i] == '\\' && next is ' ' or '#' || text[i] == '$' && next == '$')
                name.Append(text[++i]);
            else if (text[i] == '\\' && next is '\n' or '\r')
                EndName();
            else if (text[i] is ' ' or '\n' or '\r')
                EndName();
            else
                name.Append(text[i]);
        }

        EndName();
        return names;

        void EndName()
        {
            if (name.Length > 0)
                names.Add(name.ToString());
            name.Clear();
        }
    }
}
