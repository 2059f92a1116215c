using System.Text;
using System.Text.RegularExpressions;
using Graft.Engine.Source;

namespace Graft.Tests.Incremental;

/// <summary>Edits of textual IR as a programmer's edits make them, at places that a generator chooses.</summary>
internal sealed partial class IrEdits(int seed)
{
    private readonly Random _random = new(seed);
    private readonly Stack<string> _before = new();
    private int _names;

    /// <summary>What the last edit did, for messages.</summary>
    public string Last { get; private set; } = "";

    /// <summary>Makes one edit; a text without a place for it stays as it is.</summary>
    public string Next(string text)
    {
        (string, Func<string, string>)[] edits =
        [
            ("a blank line on top", static old => "\n" + old),
            ("a local renamed", RenameLocal),
            ("two functions swapped", SwapFunctions),
            ("a string added", AddString),
            ("a number changed", ChangeNumber),
            ("a number changed", ChangeNumber),
            ("a number changed", ChangeNumber),
            ("a parameter added", AddParameter),
            ("a type extended", ExtendType),
            ("an initialiser changed", ChangeGlobal),
            ("a variable added", old => old + $"@added.{_names++} = internal global i32 {_names}, align 4\n"),
            ("a function deleted", DeleteFunction),
            ("all taken back", old => _before.TryPop(out string? before) ? before : old),
        ];
        var (name, edit) = edits[_random.Next(edits.Length)];
        string result = edit(text);
        Last = name;
        if (name != "all taken back")
            _before.Push(text);
        return result;
    }

    public string ChangeNumber(string text) => Change(text, Number(), match =>
        match.Value[..^1] + (match.Value[^1] == '9' ? '1' : (char)(match.Value[^1] + 1)));

    public string RenameLocal(string text) => Change(text, Body(), body =>
    {
        var locals = Local().Matches(body.Value);
        string? name = locals.Count == 0 ? null : locals[_random.Next(locals.Count)].Groups["name"].Value;
        return name is null ? body.Value : Regex.Replace(body.Value, $@"%{Regex.Escape(name)}(?![-\w.$])", $"%{name}.renamed{_names++}");
    });

    public string SwapFunctions(string text)
    {
        var bodies = Body().Matches(text);
        if (bodies.Count < 2)
            return text;
        int first = _random.Next(bodies.Count - 1), second = _random.Next(first + 1, bodies.Count);
        var (a, b) = (bodies[first], bodies[second]);
        return string.Concat(
            text[..a.Index], b.Value, text[(a.Index + a.Length)..b.Index], a.Value, text[(b.Index + b.Length)..]);
    }

    public string AddString(string text) => Change(text, Body(), body =>
    {
        int line = body.Value.IndexOf("{\n", StringComparison.Ordinal) + 2;
        int label = body.Value.IndexOf(":\n", line, StringComparison.Ordinal);
        int at = label >= 0 && body.Value.IndexOf('\n', line) == label + 1 ? label + 2 : line;
        int name = _names++;
        return $"@.str.added.{name} = private unnamed_addr constant [4 x i8] c\"a{name % 10}b\\00\", align 1\n"
            + body.Value.Insert(at, $"  store volatile ptr @.str.added.{name}, ptr @.added.place, align 8\n");
    }) is var edited && edited.Contains("@.added.place =", StringComparison.Ordinal)
        ? edited
        : edited + "@.added.place = internal global ptr null, align 8\n";

    /// <summary>The first parameter gets a neighbour; callers go on calling as they did, which is valid.</summary>
    public string AddParameter(string text) => Change(text, Parameters(), match => $"{match.Value}i32 %added.{_names++}, ");

    public string ExtendType(string text) => Change(text, Type(), match => match.Value + ", i64");

    public string ChangeGlobal(string text) => Change(text, Global(), match => $"{match.Groups["start"].Value}{_random.Next(1000)}");

    public string DeleteFunction(string text)
    {
        var module = IrModule.Split(Encoding.Latin1.GetBytes(text))!;
        int[] functions = [.. Enumerable.Range(0, module.Entities.Length).Where(i => IsDeletable(module, i))];
        if (functions.Length == 0)
            return text;
        int chosen = functions[_random.Next(functions.Length)];
        var entity = module.Entities[chosen];
        string header = Encoding.Latin1.GetString(module.TextOf(chosen)[..entity.HeaderLength]);
        return string.Concat(text[..entity.Start], header.Replace("define", "declare", StringComparison.Ordinal).TrimEnd(), "\n", text[(entity.Start + entity.Length)..]);
    }

    private static bool IsDeletable(IrModule module, int entity)
    {
        if (module.Entities[entity].Kind != IrEntityKind.Function)
            return false;
        string text = Encoding.Latin1.GetString(module.TextOf(entity));
        string all = Encoding.Latin1.GetString(module.Text.Span);
        string name = Encoding.Latin1.GetString(module.Entities[entity].Name.Span);
        return !text.StartsWith("define internal", StringComparison.Ordinal) && !text.Contains("comdat", StringComparison.Ordinal)
            && !all.Contains($"blockaddress({name},", StringComparison.Ordinal);
    }

    private string Change(string text, Regex pattern, Func<Match, string> change)
    {
        var places = pattern.Matches(text);
        if (places.Count == 0)
            return text;
        var place = places[_random.Next(places.Count)];
        return string.Concat(text[..place.Index], change(place), text[(place.Index + place.Length)..]);
    }

    [GeneratedRegex(@"^define .*?^\}\n", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Body();

    [GeneratedRegex(@"%(?<name>[a-z][\w.]*) =")]
    private static partial Regex Local();

    [GeneratedRegex(@"^  (store i32|%\S+ = (add|sub|mul|icmp \w+)( nsw| nuw)* i(32|64) %[^,\s]+,) [1-9]\b", RegexOptions.Multiline)]
    private static partial Regex Number();

    [GeneratedRegex(@"^define [^(\n]*@\w+\((?=[^)\n.])", RegexOptions.Multiline)]
    private static partial Regex Parameters();

    [GeneratedRegex(@"^%struct\.\w+ = type \{ [^}\n]*[^ }\n](?= \}$)", RegexOptions.Multiline)]
    private static partial Regex Type();

    [GeneratedRegex(@"^(?<start>@\w+ = [^\n=]*global i32 )\d+", RegexOptions.Multiline)]
    private static partial Regex Global();
}
