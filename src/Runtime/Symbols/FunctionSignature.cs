namespace Graft;

/// <summary>
/// Signatures as identities. Only functions have one: an array's type may be <c>[0 x i32]</c> where it is declared and
/// <c>[4 x i32]</c> where it is defined, and both mean the same data.
/// </summary>
internal static class FunctionSignature
{
    /// <summary>Says nothing about the function.</summary>
    public const string Unknown = "";

    /// <summary>Whether a text is a function's type, <c>i32 (ptr)</c>, rather than a value's.</summary>
    public static bool IsFunction(string signature) =>
        signature.EndsWith(')') && signature.Contains(" (", StringComparison.Ordinal);

    /// <summary>
    /// The signature that tells one symbol from another: empty for data, and for a C function without a prototype,
    /// which is <c>T (...)</c> in IR and may be called with whatever its definition takes.
    /// </summary>
    public static string Normalise(string signature) =>
        IsFunction(signature) && !signature.EndsWith(" (...)", StringComparison.Ordinal) ? signature : Unknown;

    /// <summary>Whether a caller of one may call the other.</summary>
    public static bool AreCompatible(string left, string right) =>
        left.Length == 0 || right.Length == 0 || left == right;
}
