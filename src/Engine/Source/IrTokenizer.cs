using System.Buffers;

namespace Graft.Engine.Source;

/// <summary>
/// Cuts textual IR into tokens: white space and comments fall away, everything else is some token. Never fails; a string
/// without an end reaches to the end of the text.
/// </summary>
internal ref struct IrTokenizer(ReadOnlySpan<byte> text)
{
    private static readonly SearchValues<byte> NameBytes =
        SearchValues.Create("$-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private readonly ReadOnlySpan<byte> _text = text;
    private int _next;

    /// <summary>What the current token is.</summary>
    public IrTokenKind Kind { get; private set; }

    /// <summary>Offset of its first byte.</summary>
    public int Start { get; private set; }

    /// <summary>Its bytes, sigil and quotes included.</summary>
    public readonly ReadOnlySpan<byte> Text => _text[Start.._next];

    /// <summary>Offset after its last byte.</summary>
    public readonly int End => _next;

    /// <summary>Whether white space or a comment stands before it.</summary>
    public bool HasSpace { get; private set; }

    /// <summary>Whether it is the first of its line.</summary>
    public bool IsFirstOfLine { get; private set; }

    /// <summary>Whether the current token is this byte of punctuation.</summary>
    public readonly bool Is(byte punctuation) => Kind == IrTokenKind.Punctuation && _text[Start] == punctuation;

    /// <summary>Whether the current token is this word.</summary>
    public readonly bool IsWord(ReadOnlySpan<byte> word) => Kind == IrTokenKind.Word && Text.SequenceEqual(word);

    /// <summary>Goes to the next token; false at the end.</summary>
    public bool MoveNext()
    {
        int end = _next;
        IsFirstOfLine = SkipSpace() || end == 0;
        Start = _next;
        HasSpace = _next > end;
        if (_next == _text.Length)
            return false;
        byte first = _text[_next++];
        Kind = first switch
        {
            (byte)'@' => TakeName(IrTokenKind.Global),
            (byte)'%' => TakeName(IrTokenKind.Local),
            (byte)'$' => TakeName(IrTokenKind.Comdat),
            (byte)'!' => TakeMetadata(),
            (byte)'#' => TakeHash(),
            (byte)'"' => TakeString(),
            _ when NameBytes.Contains(first) => TakeWord(),
            _ => IrTokenKind.Punctuation,
        };
        return true;
    }

    /// <summary>Passes over the rest of the line.</summary>
    public void SkipLine()
    {
        int length = _text[_next..].IndexOf((byte)'\n');
        _next = length < 0 ? _text.Length : _next + length;
    }

    /// <summary>
    /// Passes over a parenthesis that opens next, with all that it holds. Nothing happens if none opens.
    /// </summary>
    public void SkipParenthesis()
    {
        SkipSpace();
        if (_next == _text.Length || _text[_next] != '(')
            return;
        int depth = 0;
        while (MoveNext())
        {
            depth += Is((byte)'(') ? 1 : Is((byte)')') ? -1 : 0;
            if (depth == 0)
                return;
        }
    }

    /// <summary>Whether the next token, white space aside, begins with a byte.</summary>
    public readonly bool NextIs(byte expected)
    {
        var copy = this;
        copy.SkipSpace();
        return copy._next < _text.Length && _text[copy._next] == expected;
    }

    /// <summary>Passes over white space and comments; true if a line ended.</summary>
    private bool SkipSpace()
    {
        bool hasEnded = false;
        while (_next < _text.Length)
        {
            byte next = _text[_next];
            hasEnded |= next == '\n';
            if (next is (byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r')
                _next++;
            else if (next == ';')
                SkipLine();
            else
                break;
        }

        return hasEnded;
    }

    private IrTokenKind TakeName(IrTokenKind kind)
    {
        if (_next < _text.Length && _text[_next] == '"')
        {
            _next++;
            TakeString();
        }
        else
        {
            TakeNameBytes();
        }

        return kind;
    }

    private IrTokenKind TakeMetadata()
    {
        if (_next == _text.Length)
            return IrTokenKind.Punctuation;
        byte next = _text[_next];
        if (next == '"')
        {
            _next++;
            return TakeString();
        }

        if (char.IsAsciiDigit((char)next))
        {
            TakeNameBytes();
            return IrTokenKind.Metadata;
        }

        if (!NameBytes.Contains(next) && next != '\\')
            return IrTokenKind.Punctuation; // the ! of !{ ... }
        TakeNameBytes();
        return IrTokenKind.MetadataName;
    }

    private IrTokenKind TakeHash()
    {
        bool isNumber = _next < _text.Length && char.IsAsciiDigit((char)_text[_next]);
        TakeNameBytes();
        return isNumber ? IrTokenKind.Attributes : IrTokenKind.DebugRecord;
    }

    private IrTokenKind TakeWord()
    {
        TakeNameBytes();
        if (_next == _text.Length)
            return IrTokenKind.Word;
        if (_text[_next] == '"') // c"bytes"
        {
            _next++;
            return TakeString();
        }

        if (_text[_next] != ':')
            return IrTokenKind.Word;
        _next++;
        return IrTokenKind.Label; // or the name of a metadata field
    }

    private IrTokenKind TakeString()
    {
        int length = _text[_next..].IndexOf((byte)'"'); // a quote inside is written \22
        _next = length < 0 ? _text.Length : _next + length + 1;
        return IrTokenKind.String;
    }

    private void TakeNameBytes()
    {
        int length = _text[_next..].IndexOfAnyExcept(NameBytes);
        _next = length < 0 ? _text.Length : _next + length;
    }
}
