using System.Text;
using Graft.Client;
using Graft.Engine.Objects;
using Graft.Engine.Source;
using Graft.Protocol;

namespace Graft.Engine.Patch;

/// <summary>
/// Finds the places of symbols in the sources of a module's units. Reads a source when it is first asked for: most loads never ask.
/// </summary>
internal sealed class EditPlaces
{
    private static readonly string[] IrEndings = [".ll"];

    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IrModule?> _modules = new(StringComparer.Ordinal);

    /// <summary>Takes the sources of a module, in the order of its objects.</summary>
    public EditPlaces(IReadOnlyList<UnitSource> sources)
    {
        var names = new UnitNames();
        foreach (var source in sources)
            _sources[names.MakeUnique(Path.GetFileName(source.ObjectPath))] = source.SourcePath;
    }

    /// <summary>The source of a unit; null if it is not known.</summary>
    public string? SourceOf(string unit) => _sources.GetValueOrDefault(unit);

    /// <summary>Where a symbol is defined; without a line if that is not found.</summary>
    public (string? File, TextPlace Place) Find(DiagnosticSubject subject)
    {
        if (SourceOf(subject.Unit) is not { } file)
            return (null, default);
        var text = Read(file);
        int offset = subject.Symbol.Length == 0 ? -1
            : IsIr(file) ? Split(file) is { } module && module.Find(IrName(subject.Symbol)) is >= 0 and var entity ? module.Entities[entity].Start : -1
            : CDeclarations.Find(text.Span, PlainName(subject.Symbol));
        return (file, TextPlace.Of(text.Span, offset));
    }

    /// <summary>A diagnostic about a symbol with its place, if that is found.</summary>
    public Diagnostic Place(Diagnostic diagnostic)
    {
        if (diagnostic.Subject is not { } subject || Find(subject) is not ({ } file, var place))
            return diagnostic;
        return diagnostic with { File = file, Line = place.Line, Column = place.Column };
    }

    /// <summary>Whether a function, by its source, has a loop that it never leaves.</summary>
    public bool IsEndless(DiagnosticSubject subject)
    {
        if (SourceOf(subject.Unit) is not { } file)
            return false;
        if (!IsIr(file))
        {
            var text = Read(file).Span;
            return CDeclarations.Find(text, PlainName(subject.Symbol)) is >= 0 and var offset && CDeclarations.HasEndlessLoop(text, offset);
        }

        if (Split(file) is not { } module || module.Find(IrName(subject.Symbol)) is not (>= 0 and var entity) || module.Entities[entity].Kind != IrEntityKind.Function)
            return false;
        var body = module.TextOf(entity)[module.Entities[entity].HeaderLength..];
        return body.IndexOf(" br "u8) >= 0 && body.IndexOf(" ret "u8) < 0 && body.IndexOf(" resume "u8) < 0 && body.IndexOf(" unreachable"u8) < 0;
    }

    /// <summary>Bytes of a unit's source; the greatest number if it is not known.</summary>
    public long SizeOf(string unit) => SourceOf(unit) is { } file && new FileInfo(file) is { Exists: true } info ? info.Length : long.MaxValue;

    private static bool IsIr(string file) => IrEndings.Contains(Path.GetExtension(file));

    private static byte[] IrName(string symbol)
    {
        bool isPlain = symbol.All(c => char.IsAsciiLetterOrDigit(c) || c is '$' or '-' or '.' or '_');
        return Encoding.UTF8.GetBytes(isPlain ? $"@{symbol}" : $"@\"{symbol}\"");
    }

    // 'shape::area(int)' is looked for as 'area', the static local 'area.count' as 'count'.
    private static string PlainName(string symbol)
    {
        string name = Demangler.Demangle(symbol);
        int end = name.IndexOfAny(['(', '<', '[']);
        if (end > 0)
            name = name[..end];
        return name[(name.LastIndexOfAny([':', '.', ' ']) + 1)..];
    }

    private ReadOnlyMemory<byte> Read(string file)
    {
        if (_texts.TryGetValue(file, out var text))
            return text;
        try
        {
            return _texts[file] = File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return _texts[file] = default;
        }
    }

    private IrModule? Split(string file) =>
        _modules.TryGetValue(file, out var module) ? module : _modules[file] = IrModule.Split(Read(file));
}
