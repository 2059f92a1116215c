using System.Globalization;
using Graft.Protocol;

namespace Graft;

/// <summary>What of this process's memory may be executed (proc(5), maps).</summary>
internal static class ExecutableMemory
{
    /// <summary>All of it at this moment.</summary>
    public static List<AddressRange> Find()
    {
        var found = new List<AddressRange>();
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            // 7f0000000000-7f0000001000 r-xp ...
            int dash = line.IndexOf('-', StringComparison.Ordinal);
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            if (line[space + 3] != 'x')
                continue;
            ulong start = ulong.Parse(line.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            ulong end = ulong.Parse(line.AsSpan(dash + 1, space - dash - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            found.Add(new(start, end - start));
        }

        return found;
    }
}
