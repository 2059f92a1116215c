namespace Graft.Engine.Source;

/// <summary>
/// Cuts a module's text into entities, without LLVM and at the speed of a search for line ends. Relies on the form that
/// LLVM's own writer gives: what stands at the top level begins at a line's first column, and the brace that closes a
/// function's body stands there alone. Text of another form is not split.
/// </summary>
internal ref struct IrSplitter(ReadOnlySpan<byte> text, int start)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private readonly List<IrEntity> _entities = [];
    private readonly NameArena _names = new();
    private int _position = start;

    /// <summary>Cuts a text; null if it is not in the form that can be split.</summary>
    public static List<IrEntity>? Split(ReadOnlySpan<byte> text) => Split(text, 0, static _ => false);

    /// <summary>Cuts a text from one entity's start to another's.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where an entity begins, or the text.</param>
    /// <param name="isEnd">Whether to end at a place, where an entity may begin.</param>
    public static List<IrEntity>? Split(ReadOnlySpan<byte> text, int start, Func<int, bool> isEnd)
    {
        var splitter = new IrSplitter(text, start);
        return splitter.Split(isEnd) ? splitter._entities : null;
    }

    private bool Split(Func<int, bool> isEnd)
    {
        while (_position < _text.Length && !isEnd(_position))
        {
            int start = _position;
            byte first = _text[start];
            if (first is (byte)'\n' or (byte)'\r' or (byte)';')
            {
                _position = LineEnd(start);
                continue;
            }

            int header;
            if (_text[start..].StartsWith("define "u8))
            {
                if (!TryPassFunction(out header))
                    return false;
            }
            else
            {
                PassLines();
                header = _position - start;
            }

            if (!TryDescribe(start, header, out var entity))
                return false;
            _entities.Add(entity);
        }

        return true;
    }

    /// <summary>Goes on to the next line that begins something: lines that are indented or close a bracket belong to the first.</summary>
    private void PassLines()
    {
        _position = LineEnd(_position);
        while (_position < _text.Length && _text[_position] is (byte)' ' or (byte)'\t' or (byte)']' or (byte)'}' or (byte)')')
            _position = LineEnd(_position);
    }

    private bool TryPassFunction(out int header)
    {
        int start = _position;
        header = OpeningBrace(start) - start;
        if (header < 0)
            return false;
        int opened = start + header + 1;
        int bodyLine = LineEnd(opened);
        if (!IsBlank(_text[opened..bodyLine]))
            return false;

        // The search begins at the line end before the body, so that an empty body is found too.
        int close = _text[(bodyLine - 1)..].IndexOf("\n}"u8);
        if (close < 0)
            return false;
        int closed = bodyLine - 1 + close + 2;
        _position = LineEnd(closed);
        return IsBlank(_text[closed.._position]);
    }

    /// <summary>The brace that opens a function's body: the first one after the parameters outside of all brackets.</summary>
    private readonly int OpeningBrace(int start)
    {
        var tokens = new IrTokenizer(_text[start..]);
        while (tokens.MoveNext() && tokens.Kind != IrTokenKind.Global)
        {
            // linkage, attributes and the type of the result
        }

        tokens.SkipParenthesis();
        while (tokens.MoveNext())
        {
            if (tokens.IsWord("prefix"u8) || tokens.IsWord("prologue"u8))
                return -1; // a constant follows, which may have braces of its own
            if (tokens.Is((byte)'{'))
                return start + tokens.Start;
            if (tokens.Is((byte)'('))
                return -1;
            if (tokens.Kind == IrTokenKind.Word)
                tokens.SkipParenthesis(); // comdat($x), align(8)
        }

        return -1;
    }

    private readonly bool TryDescribe(int start, int header, out IrEntity entity)
    {
        entity = default;
        var tokens = new IrTokenizer(_text[start.._position]);
        if (!tokens.MoveNext())
            return false;
        var kind = KindOf(ref tokens);
        if (kind is null)
            return false;
        var name = kind is IrEntityKind.Setting or IrEntityKind.Ignored ? default : _names.Keep(IrNames.Normalise(tokens.Text));
        entity = new(kind.Value, name, start, _position - start, header);
        return true;
    }

    /// <summary>What begins here; the tokenizer stands at its name afterwards, if it has one.</summary>
    private static IrEntityKind? KindOf(ref IrTokenizer tokens)
    {
        switch (tokens.Kind)
        {
            case IrTokenKind.Global:
                return KindOfGlobal(tokens);
            case IrTokenKind.Local:
                return IrEntityKind.Type;
            case IrTokenKind.Comdat:
                return IrEntityKind.Comdat;
            case IrTokenKind.Metadata:
                return IrEntityKind.Metadata;
            case IrTokenKind.MetadataName:
                return IrEntityKind.NamedMetadata;
            case IrTokenKind.Word when tokens.IsWord("define"u8):
                return GoToName(ref tokens, IrTokenKind.Global) ? IrEntityKind.Function : null;
            case IrTokenKind.Word when tokens.IsWord("declare"u8):
                return GoToName(ref tokens, IrTokenKind.Global) ? IrEntityKind.Declaration : null;
            case IrTokenKind.Word when tokens.IsWord("attributes"u8):
                return GoToName(ref tokens, IrTokenKind.Attributes) ? IrEntityKind.Attributes : null;
            case IrTokenKind.Word when tokens.IsWord("target"u8) || tokens.IsWord("module"u8):
                return IrEntityKind.Setting;
            case IrTokenKind.Punctuation when tokens.Is((byte)'^'):
                return IrEntityKind.Ignored; // a module summary's entry
            case IrTokenKind.Word when tokens.IsWord("source_filename"u8) || tokens.Text.StartsWith("uselistorder"u8):
                return IrEntityKind.Ignored;
            default:
                return null;
        }
    }

    private static IrEntityKind? KindOfGlobal(IrTokenizer tokens)
    {
        while (tokens.MoveNext())
        {
            if (tokens.IsWord("global"u8) || tokens.IsWord("constant"u8))
                return IrEntityKind.Variable;
            if (tokens.IsWord("alias"u8))
                return IrEntityKind.Alias;
            if (tokens.IsWord("ifunc"u8))
                return IrEntityKind.IndirectFunction;
        }

        return null;
    }

    private static bool GoToName(ref IrTokenizer tokens, IrTokenKind kind)
    {
        while (tokens.Kind != kind)
        {
            if (!tokens.MoveNext())
                return false;
        }

        return true;
    }

    private static bool IsBlank(ReadOnlySpan<byte> rest)
    {
        var tokens = new IrTokenizer(rest);
        return !tokens.MoveNext();
    }

    private readonly int LineEnd(int position)
    {
        int length = _text[position..].IndexOf((byte)'\n');
        return length < 0 ? _text.Length : position + length + 1;
    }
}
