using System.Buffers.Text;
using Graft.Engine.Collections;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>
/// How the variables of a unit's writable sections lie in them. Graft's own compiler gives each variable a section; other
/// compilers do with <c>-fdata-sections</c>. A section that holds several can only be kept as a whole.
/// </summary>
internal sealed class StateShapes : IDisposable
{
    private readonly LinkState _state;
    private readonly ObjectUnit _unit;
    private readonly Shape[] _shapes;
    private readonly NameTable _timesSeen = new(0);
    private Grouping<int> _symbols;
    private int _named;

    private enum Shape : byte
    {
        /// <summary>Not writable, or empty.</summary>
        None,

        /// <summary>No symbol was seen yet.</summary>
        Nameless,
        OneVariable,
        Several,
    }

    /// <summary>Looks at a unit.</summary>
    public StateShapes(LinkState state, ObjectUnit unit)
    {
        (_state, _unit) = (state, unit);
        var sections = unit.Sections.AsSpan();
        _shapes = Pooled.RentZeroed<Shape>(sections.Length);
        _symbols = new(sections.Length);
        for (int i = 0; i < sections.Length; i++)
            _shapes[i] = sections[i].IsWritable && sections[i].Size > 0 ? Shape.Nameless : Shape.None;
        Classify();
        for (int i = 0; i < sections.Length; i++)
        {
            if (_shapes[i] == Shape.Nameless && sections[i].HoldsTypePointers)
                _shapes[i] = Shape.None;
        }
    }

    /// <summary>Whether a section is exactly one variable, perhaps with several names.</summary>
    public bool IsOneVariable(int section) => _shapes[section] == Shape.OneVariable;

    /// <summary>Whether a section is one piece of state without a name of its own.</summary>
    public bool IsWhole(int section) => _shapes[section] is Shape.Several or Shape.Nameless;

    /// <summary>Name of such a section, unique in its unit: the second <c>.data</c> is <c>.data#2</c>. To be asked once, by rising section.</summary>
    public Utf8Name NameOf(int section)
    {
        var name = _unit.Sections.AsSpan()[section].Name;
        int times = 0;
        for (; _named <= section; _named++)
        {
            if (IsWhole(_named))
                times = ++_timesSeen.ValueOf(_unit.Sections.AsSpan()[_named].Name, out _);
        }

        return times == 1 ? name : Utf8Name.From($"{name}#{times}");
    }

    /// <summary>The variables of such a section, as <c>name:offset:size,...</c>: equal text means that old and new bytes mean the same.</summary>
    public Utf8Name SignatureOf(int section)
    {
        var indices = _symbols[section];
        indices.Sort(new ByPlace(_unit));
        int room = 0;
        foreach (int index in indices)
            room += _unit.Symbols.AsSpan()[index].Name.Length + LongestNumbers;
        var text = _state.RentText(room);
        int length = 0;
        foreach (int index in indices)
            length += Describe(_unit.Symbols.AsSpan()[index], isFirst: length == 0, text.Span[length..]);
        return new(text[..length]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _symbols.Dispose();
        _timesSeen.Dispose();
        Pooled.Return(_shapes);
    }

    /// <summary>A comma, two colons and two numbers of 64 bits.</summary>
    private const int LongestNumbers = 3 + (2 * 20);

    private static int Describe(in ObjectSymbol symbol, bool isFirst, Span<byte> text)
    {
        int length = 0;
        if (!isFirst)
            text[length++] = (byte)',';
        symbol.Name.Span.CopyTo(text[length..]);
        length += symbol.Name.Length;
        text[length++] = (byte)':';
        Utf8Formatter.TryFormat(symbol.Value, text[length..], out int written);
        length += written;
        text[length++] = (byte)':';
        Utf8Formatter.TryFormat(symbol.Size, text[length..], out written);
        return length + written;
    }

    private void Classify()
    {
        var symbols = _unit.Symbols.AsSpan();
        for (int i = 1; i < symbols.Length; i++)
        {
            ref readonly var symbol = ref symbols[i];
            if (!IsVariable(symbol))
                continue;
            bool isAll = symbol.Value == 0 && symbol.Size == _unit.Sections.AsSpan()[symbol.Section].Size;
            ref var shape = ref _shapes[symbol.Section];
            shape = isAll && shape != Shape.Several ? Shape.OneVariable : Shape.Several;
            _symbols.Count(symbol.Section);
        }

        _symbols.Allot();
        for (int i = 1; i < symbols.Length; i++)
        {
            if (IsVariable(symbols[i]))
                _symbols.Add(symbols[i].Section, i);
        }
    }

    private bool IsVariable(in ObjectSymbol symbol) =>
        symbol.IsInSection && _shapes[symbol.Section] != Shape.None && symbol.Type != ObjectSymbolType.Section && !symbol.IsPrivate;

    private readonly struct ByPlace(ObjectUnit unit) : IComparer<int>
    {
        public int Compare(int x, int y)
        {
            ref readonly var left = ref unit.Symbols.AsSpan()[x];
            ref readonly var right = ref unit.Symbols.AsSpan()[y];
            int order = left.Value.CompareTo(right.Value);
            return order != 0 ? order : Utf8Name.Compare(left.Name, right.Name);
        }
    }
}
