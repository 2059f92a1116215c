using System.Globalization;
using Graft.Protocol;

namespace Graft.Cli.Linking;

/// <summary>Addresses on the command line of <c>graft link</c>.</summary>
internal static class LinkAddress
{
    /// <summary>Reads <c>--base</c>.</summary>
    /// <exception cref="GraftException">GRAFT6001: it is none.</exception>
    public static ulong ParseBase(string text) =>
        TryParse(text, out ulong address) && address % ArenaLayout.RegionAlignment == 0 && address < 1ul << 47
            ? address
            : throw Usage($"--base wants an address below 0x800000000000 that is a multiple of 0x10000, not '{text}'");

    /// <summary>Bytes of an arena of so many MiB.</summary>
    /// <exception cref="GraftException">GRAFT6001: it is out of range.</exception>
    public static ulong ArenaSize(ulong mib) => mib is > 0 and < 2048
        ? Math.Min(mib * 1024 * 1024, ArenaLayout.MaximumSize)
        : throw Usage($"--arena wants a number of MiB from 1 to 2047, not {mib}");

    /// <summary>Reads the symbols of <c>--abs</c>.</summary>
    /// <exception cref="GraftException">GRAFT6001: one is not of the form NAME=ADDRESS, or comes twice with different addresses.</exception>
    public static Dictionary<string, ulong> ParseSymbols(IEnumerable<string> texts)
    {
        var symbols = new Dictionary<string, ulong>(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            int equals = text.LastIndexOf('=');
            if (equals <= 0 || !TryParse(text.AsSpan(equals + 1), out ulong address))
                throw Usage($"--abs wants NAME=ADDRESS, not '{text}'");
            string name = text[..equals];
            if (!symbols.TryAdd(name, address) && symbols[name] != address)
                throw Usage($"--abs gives '{name}' two addresses");
        }

        return symbols;
    }

    private static bool TryParse(ReadOnlySpan<char> text, out ulong address) => text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        ? ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out address)
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out address);

    private static GraftException Usage(string message) => new(DiagnosticCatalog.Usage.At(message));
}
