namespace Graft.Engine.Source;

/// <summary>
/// The text of an entity while it is written: tokens with a space or a line end where the source has white space, and a comma
/// only once it is known that something follows it.
/// </summary>
internal sealed class EntityTextBuilder
{
    private readonly List<TextHole> _holes = [];
    private byte[] _bytes = new byte[16 * 1024];
    private int _length;
    private bool _hasComma;
    private bool _dropsComma;
    private bool _breaksLine;

    /// <summary>What has been written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Where numbers are missing, in order.</summary>
    public IReadOnlyList<TextHole> Holes => _holes;

    /// <summary>Forgets all text.</summary>
    public void Clear() => Truncate(0);

    /// <summary>Writes a token.</summary>
    public void Add(ReadOnlySpan<byte> token, bool hasSpace)
    {
        if (token is [(byte)','])
        {
            _hasComma = !_dropsComma;
            _dropsComma = false;
            return;
        }

        if (_hasComma)
            Write(","u8);
        (_hasComma, _dropsComma) = (false, false);
        if (hasSpace)
            Write(_breaksLine ? "\n"u8 : " "u8);
        _breaksLine = false;
        Write(token);
    }

    /// <summary>Writes a name that is a number in each fragment.</summary>
    public void AddNumbered(ReadOnlySpan<byte> prefix, int entity, bool hasSpace)
    {
        Add(prefix, hasSpace);
        _holes.Add(new(_length, entity));
    }

    /// <summary>Leaves an element of a list out: the comma before it falls away, or failing that the one after it.</summary>
    public void Omit()
    {
        _dropsComma = !_hasComma;
        _hasComma = false;
    }

    /// <summary>
    /// Lets the next token begin a line, if anything stands before it. LLVM's reader takes time with the square of a line's length.
    /// </summary>
    public void BreakLine() => _breaksLine = true;

    /// <summary>Ends an entity.</summary>
    public void EndEntity()
    {
        (_hasComma, _dropsComma, _breaksLine) = (false, false, false);
        Write("\n"u8);
    }

    /// <summary>Takes back what was written since a length.</summary>
    public void Truncate(int length)
    {
        _length = length;
        while (_holes.Count > 0 && (_holes[^1].Position > length || length == 0))
            _holes.RemoveAt(_holes.Count - 1);
        (_hasComma, _dropsComma, _breaksLine) = (false, false, false);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + bytes.Length));
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }
}
