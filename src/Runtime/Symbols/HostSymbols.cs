using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft;

/// <summary>
/// What the process offers to modules: explicit exports first, then, unless only an allow-list counts, whatever the
/// main program and its libraries export. Guarded by the agent's lock.
/// </summary>
internal sealed class HostSymbols
{
    private readonly Dictionary<Utf8Name, nint> _exports = [];
    private readonly IReadOnlyList<string> _names;
    private readonly List<nint> _libraries;
    private readonly HashSet<Utf8Name>? _allowed;
    private int _opened;

    /// <summary>Notes the libraries; each is opened when what comes before it does not have a symbol.</summary>
    /// <param name="options">Which libraries, and what of them.</param>
    public HostSymbols(RuntimeOptions options)
    {
        _allowed = options.HostSymbols == HostSymbolPolicy.AllowList
            ? [.. options.AllowedHostSymbols.Select(Utf8Name.From)]
            : null;

        // The main program's handle finds what the dynamic linker would, interposed definitions included.
        _libraries = [NativeLibrary.GetMainProgramHandle()];
        _names = options.HostLibraries;
    }

    /// <summary>Names of the explicit exports.</summary>
    public IEnumerable<Utf8Name> Exports => _exports.Keys;

    /// <summary>Offers a symbol under a name, before any library's.</summary>
    public void Export(Utf8Name name, nint pointer) => _exports[name] = pointer;

    /// <summary>Address of a symbol; 0 if the process does not offer it.</summary>
    /// <param name="name">Its name; with <c>@VERSION</c> behind it, that version of it and no other.</param>
    public nint Find(Utf8Name name)
    {
        int at = name.Span.IndexOf((byte)'@');
        var symbol = at < 0 ? name : new Utf8Name(name.Bytes[..at]);
        if (_exports.TryGetValue(symbol, out nint pointer))
            return pointer;
        if (_allowed is not null && !_allowed.Contains(symbol))
            return 0;
        string text = symbol.ToString();
        string? version = at < 0 ? null : new Utf8Name(name.Bytes[at..]).ToString().TrimStart('@');
        for (int i = 0; i < _libraries.Count || TryOpenNext(); i++)
        {
            nint library = _libraries[i];
            pointer = version is not null ? NativeRuntime.FindVersion(library, text, version)
                : NativeLibrary.TryGetExport(library, text, out nint found) ? found : 0;
            if (pointer != 0)
                return pointer;
        }

        return 0;
    }

    // A missing one is left out.
    private bool TryOpenNext()
    {
        while (_opened < _names.Count)
        {
            if (!NativeLibrary.TryLoad(_names[_opened++], out nint handle))
                continue;
            _libraries.Add(handle);
            return true;
        }

        return false;
    }
}
