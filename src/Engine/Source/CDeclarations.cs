using System.Text;

namespace Graft.Engine.Source;

/// <summary>
/// Finds where C or C++ defines a name, by the form of the text alone: what a macro makes is not found, and of several candidates the
/// likeliest is taken. Good enough for a message, and for nothing else.
/// </summary>
internal static class CDeclarations
{
    /// <summary>The offset of a name where it is defined; -1 if it is not found.</summary>
    /// <param name="text">The source.</param>
    /// <param name="name">A plain name, without scopes and parameters.</param>
    public static int Find(ReadOnlySpan<byte> text, string name)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(name);
        if (wanted.Length == 0 || text.IndexOf(wanted) < 0)
            return -1;
        var best = (Score: 0, Offset: -1);
        var tokens = new CTokenizer(text);
        int braces = 0, parentheses = 0;
        bool isExtern = false;
        byte before = 0;
        while (tokens.MoveNext())
        {
            bool endsStatement = tokens.Is(';') || tokens.Is('{') || tokens.Is('}');
            braces += tokens.Is('{') ? 1 : tokens.Is('}') ? -1 : 0;
            parentheses += tokens.Is('(') ? 1 : tokens.Is(')') ? -1 : 0;
            if (parentheses == 0 && tokens.Text.SequenceEqual(wanted) && IsAfterType(before))
            {
                int score = ScoreOf(tokens) - Math.Min(braces, 3) - (isExtern ? 4 : 0);
                if (score > best.Score)
                    best = (score, tokens.Start);
            }

            isExtern = (isExtern && !endsStatement) || tokens.Text.SequenceEqual("extern"u8);
            before = tokens.IsWord ? (byte)'w' : tokens.Text[0];
        }

        return best.Offset;
    }

    /// <summary>
    /// Whether a function contains a loop without a condition that nothing leaves: no <c>break</c>, <c>return</c> or <c>goto</c>.
    /// </summary>
    /// <param name="text">The source.</param>
    /// <param name="function">The offset of the function's name where it is defined.</param>
    public static bool HasEndlessLoop(ReadOnlySpan<byte> text, int function)
    {
        var tokens = new CTokenizer(text[function..]);
        while (tokens.MoveNext() && !tokens.Is('{'))
        {
            if (tokens.Is(';'))
                return false;
        }

        for (int depth = 1; depth > 0 && tokens.MoveNext();)
        {
            depth += tokens.Is('{') ? 1 : tokens.Is('}') ? -1 : 0;
            bool isFor = tokens.Text.SequenceEqual("for"u8);
            if ((isFor || tokens.Text.SequenceEqual("while"u8)) && IsEndless(tokens, isFor))
                return true;
        }

        return false;
    }

    private static bool IsEndless(CTokenizer tokens, bool isFor)
    {
        var condition = new StringBuilder();
        while (tokens.MoveNext() && condition.Length < 8)
        {
            condition.Append(Encoding.UTF8.GetString(tokens.Text));
            if (tokens.Is(')'))
                break;
        }

        if (condition.ToString() is not ("(;;)" or "(1)" or "(true)") || (isFor != condition.ToString().Contains(';', StringComparison.Ordinal)))
            return false;
        if (!tokens.MoveNext() || !tokens.Is('{'))
            return true; // one statement, such as a call or nothing
        for (int depth = 1; depth > 0 && tokens.MoveNext();)
        {
            depth += tokens.Is('{') ? 1 : tokens.Is('}') ? -1 : 0;
            if (tokens.Text.SequenceEqual("break"u8) || tokens.Text.SequenceEqual("return"u8) || tokens.Text.SequenceEqual("goto"u8))
                return false;
        }

        return true;
    }

    // The last token of a type or of a scope, or an earlier declarator's end.
    private static bool IsAfterType(byte before) => before is (byte)'w' or (byte)'*' or (byte)'&' or (byte)'>' or (byte)':' or (byte)',' or (byte)']';

    private static int ScoreOf(CTokenizer tokens)
    {
        if (!tokens.MoveNext())
            return 0;
        if (tokens.Is('=') || tokens.Is(';') || tokens.Is('[') || tokens.Is(',') || tokens.Is('{'))
            return 6;
        if (!tokens.Is('('))
            return 0;
        for (int depth = 1; depth > 0;)
        {
            if (!tokens.MoveNext())
                return 0;
            depth += tokens.Is('(') ? 1 : tokens.Is(')') ? -1 : 0;
        }

        // const, noexcept, a trailing type, initialisers of members: then the body.
        for (int i = 0; i < 32 && tokens.MoveNext(); i++)
        {
            if (tokens.Is('{'))
                return 8;
            if (tokens.Is(';') || tokens.Is('}'))
                return 4;
        }

        return 4;
    }
}
