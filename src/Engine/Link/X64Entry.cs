using System.Buffers.Binary;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>How code begins that calls may lead to although it may be replaced.</summary>
internal static class X64Entry
{
    /// <summary>Whether a section begins with a <see cref="RedirectableEntry"/>.</summary>
    public static bool IsRedirectable(in ObjectSection section)
    {
        var bytes = section.Bytes.Span;
        return section.Alignment % RedirectableEntry.Size == 0 && bytes.Length >= RedirectableEntry.Size
            && BinaryPrimitives.ReadUInt64LittleEndian(bytes) == RedirectableEntry.NoOperation;
    }
}
