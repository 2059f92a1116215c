using System.Buffers;

namespace Graft.Engine.Source;

/// <summary>
/// Cuts C and C++ into words and single bytes of punctuation: comments, literals and lines of the preprocessor fall away. Never fails.
/// </summary>
internal ref struct CTokenizer(ReadOnlySpan<byte> text)
{
    private static readonly SearchValues<byte> WordBytes =
        SearchValues.Create("$_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private readonly ReadOnlySpan<byte> _text = text;
    private int _next;
    private bool _isFirstOfLine = true;

    /// <summary>Offset of the current token.</summary>
    public int Start { get; private set; }

    /// <summary>Its bytes.</summary>
    public readonly ReadOnlySpan<byte> Text => _text[Start.._next];

    /// <summary>Whether it is a word or a number.</summary>
    public readonly bool IsWord => WordBytes.Contains(_text[Start]);

    /// <summary>Whether it is this byte of punctuation.</summary>
    public readonly bool Is(char punctuation) => _text[Start] == punctuation;

    /// <summary>Goes to the next token; false at the end.</summary>
    public bool MoveNext()
    {
        while (_next < _text.Length)
        {
            byte first = _text[_next];
            if (first is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                _isFirstOfLine |= first == '\n';
                _next++;
            }
            else if (_text[_next..].StartsWith("//"u8) || (first == '#' && _isFirstOfLine))
            {
                SkipLine();
            }
            else if (_text[_next..].StartsWith("/*"u8))
            {
                int end = _text[_next..].IndexOf("*/"u8);
                _next = end < 0 ? _text.Length : _next + end + 2;
            }
            else if (first is (byte)'"' or (byte)'\'')
            {
                SkipLiteral(first);
            }
            else
            {
                Take();
                return true;
            }
        }

        return false;
    }

    private void Take()
    {
        _isFirstOfLine = false;
        Start = _next++;
        if (!IsWord)
            return;
        int length = _text[_next..].IndexOfAnyExcept(WordBytes);
        _next = length < 0 ? _text.Length : _next + length;
    }

    // A backslash at its end continues a line.
    private void SkipLine()
    {
        while (_next < _text.Length)
        {
            int length = _text[_next..].IndexOf((byte)'\n');
            int end = length < 0 ? _text.Length : _next + length;
            bool goesOn = _text[_next..end].TrimEnd((byte)'\r').EndsWith("\\"u8);
            _next = Math.Min(end + 1, _text.Length);
            if (!goesOn)
                break;
        }

        _isFirstOfLine = true;
    }

    private void SkipLiteral(byte quote)
    {
        _next++;
        while (_next < _text.Length && _text[_next] != quote && _text[_next] != '\n')
            _next += _text[_next] == '\\' ? 2 : 1;
        _next = Math.Min(_next + 1, _text.Length);
        _isFirstOfLine = false;
    }
}
