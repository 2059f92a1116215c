using System.Text;
using System.Text.RegularExpressions;
using Graft.Bench.Sets;

namespace Graft.Bench.Edits;

/// <summary>
/// Edits of a text of LLVM IR, each of which changes one number in one function: a value that is stored, compared with or
/// calculated with. All functions that have such a number are as likely. The same sequence for the same text.
/// </summary>
internal sealed partial class FunctionEdits
{
    private readonly byte[] _text;
    private readonly List<List<int>> _functions = []; // where their numbers begin
    private SplitMix _random = new(1);

    /// <summary>Finds the functions and their numbers.</summary>
    public FunctionEdits(byte[] text)
    {
        _text = [.. text];
        string latin = Encoding.Latin1.GetString(_text); // a character for each byte
        foreach (Match function in Function().Matches(latin))
        {
            List<int> numbers = [.. Number().Matches(function.Value).Select(place => function.Index + place.Groups["number"].Index)];
            if (numbers.Count > 0)
                _functions.Add(numbers);
        }
    }

    /// <summary>How many functions can be edited.</summary>
    public int Functions => _functions.Count;

    /// <summary>Makes the next edit; the text keeps its length and all edits before.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        var numbers = _functions[_random.Next(_functions.Count)];
        ref byte digit = ref _text[numbers[_random.Next(numbers.Count)]];
        digit = digit == (byte)'9' ? (byte)'1' : (byte)(digit + 1);
        return _text;
    }

    [GeneratedRegex(@"^define .*?^\}", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Function();

    // Signs and zeros are left out: what the first digit becomes is then a number of as many digits. Two digits fit every type used.
    [GeneratedRegex(@"^  (store i(32|64)|%\S+ = (add|sub|mul|and|or|xor|icmp \w+)( nsw| nuw)* i(32|64) %[^,\s]+,) (?<number>[1-9][0-9]{0,3})\b", RegexOptions.Multiline)]
    private static partial Regex Number();
}
