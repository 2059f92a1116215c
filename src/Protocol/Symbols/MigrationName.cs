using System.Text;

namespace Graft.Protocol;

/// <summary>Names of migrations: the function <c>graft_migrate.NAME</c> takes over the value of the variable <c>NAME</c> when its type changes.</summary>
public static class MigrationName
{
    /// <summary>How the function of every variable begins.</summary>
    public static ReadOnlySpan<byte> Prefix => "graft_migrate."u8;

    /// <summary>The name of a variable's function.</summary>
    /// <param name="variable">The variable's name in the object file.</param>
    public static string Of(string variable) => Encoding.UTF8.GetString(Prefix) + variable;

    /// <summary>Whether a symbol is some variable's migration: of its name and a function.</summary>
    /// <param name="name">The symbol's name.</param>
    /// <param name="kind">What it is.</param>
    public static bool IsMigration(Utf8Name name, SymbolKind kind) => kind == SymbolKind.Function && name.StartsWith(Prefix);

    /// <summary>Whether a function's name is that of one variable's migration.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="variable">The variable's name.</param>
    public static bool IsFor(Utf8Name function, Utf8Name variable) =>
        function.Length == Prefix.Length + variable.Length && function.StartsWith(Prefix) && function.Span[Prefix.Length..].SequenceEqual(variable.Span);
}
