using Graft.Protocol;

namespace Graft.Cli.Calling;

/// <summary>A function's type as its signature tells it: <c>i32 (ptr, double)</c>, with ABI attributes behind the types.</summary>
/// <param name="Function">Its name, for messages.</param>
/// <param name="Text">The signature.</param>
/// <param name="Returns">What it returns.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="IsVariadic">Whether more arguments may follow.</param>
internal sealed record FunctionType(
    string Function, string Text, ParameterType Returns, IReadOnlyList<ParameterType> Parameters, bool IsVariadic)
{
    /// <summary>Reads a signature.</summary>
    /// <exception cref="GraftException">GRAFT4009: it is none, or has types that a command line cannot give.</exception>
    public static FunctionType Parse(string function, string signature)
    {
        int open = signature.IndexOf(" (", StringComparison.Ordinal);
        if (open < 0 || !signature.EndsWith(')'))
            throw NotCallable(function, $"'{signature}' is no function type such as 'i32 (ptr, double)'");
        var returns = ParseType(function, signature[..open]);
        List<string> texts = [.. SplitTopLevel(signature[(open + 2)..^1])];
        bool isVariadic = texts.Remove("...");
        return new(function, signature, returns, [.. texts.Select(text => ParseType(function, text))], isVariadic);
    }

    /// <summary>Reads the arguments of a call.</summary>
    /// <exception cref="GraftException">GRAFT4009: too few or many, or one is no value of its type.</exception>
    public IReadOnlyList<CallValue> Arguments(IReadOnlyList<string> texts)
    {
        if (texts.Count != Parameters.Count)
        {
            string more = IsVariadic ? "; variable arguments cannot be given from a command line" : "";
            throw NotCallable(Function, $"it is {Text}: {Parameters.Count} argument(s), not {texts.Count}{more}");
        }

        var values = new CallValue[texts.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Parameters[i].Read(texts[i])
                ?? throw NotCallable(Function, $"it is {Text}: argument {i + 1}, '{texts[i]}', is no {Parameters[i].Name}");
        }

        return values;
    }

    // Attributes stand behind a parameter's type, `i8 zeroext`, and before a result's, `zeroext i8`. Values in memory (`ptr byval({ i64 })`,
    // `ptr sret(...)`), structures and vectors are none that can be given here.
    private static ParameterType ParseType(string function, string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] names = [.. words.Where(word => word is not ("zeroext" or "signext"))];
        return names is [var name] && new ParameterType(name, words.Contains("zeroext")) is { Passing: not null } type
            ? type
            : throw NotCallable(function, $"values of type '{text.Trim()}' cannot be passed from a command line");
    }

    private static IEnumerable<string> SplitTopLevel(string list)
    {
        int depth = 0, start = 0;
        for (int i = 0; i <= list.Length; i++)
        {
            if (i == list.Length || (list[i] == ',' && depth == 0))
            {
                if (list[start..i].Trim() is { Length: > 0 } part)
                    yield return part;
                start = i + 1;
                continue;
            }

            depth += list[i] is '(' or '{' or '[' or '<' ? 1 : list[i] is ')' or '}' or ']' or '>' ? -1 : 0;
        }
    }

    private static GraftException NotCallable(string function, string why) =>
        new(DiagnosticCatalog.NotCallable.At($"'{function}' cannot be called: {why}"));
}
