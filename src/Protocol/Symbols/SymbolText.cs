namespace Graft.Protocol;

/// <summary>How messages show symbols.</summary>
public static class SymbolText
{
    /// <summary>A name in quotes: <c>'puts'</c>; of C++ readable, and as files have it: <c>'area(int)' (_Z4areai)</c>.</summary>
    public static string Quote(string name)
    {
        string readable = Demangler.Demangle(name);
        return readable == name ? $"'{name}'" : $"'{readable}' ({name})";
    }

    /// <inheritdoc cref="Quote(string)"/>
    public static string Quote(Utf8Name name) => Quote(name.ToString());
}
