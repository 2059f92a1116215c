using Graft.Engine.Link;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Image;

/// <summary>Why a section or symbol of an input is not in the image.</summary>
internal static class DropReason
{
    private const string NotLoaded = "not part of a process";
    private const string Unused = "nothing uses it";

    /// <summary>Why a section was left out.</summary>
    public static string OfSection(LinkImage image, int unit, int section)
    {
        if (!image.Result.Map.IsLoaded(unit, section))
            return NotLoaded;
        foreach (var group in image.Units[unit].Groups)
        {
            if (group.IsComdat && group.Sections.Contains(section) && FindFirst(image, group.Signature) is { } first && first != unit)
                return $"COMDAT group {group.Signature} is taken from {image.Units[first].Name}";
        }

        return Unused;
    }

    /// <summary>Why a definition is not used.</summary>
    public static string OfSymbol(LinkImage image, in ObjectSymbol symbol, in LinkedSymbol place) =>
        place.Unit >= 0 && place.Address != 0
            ? $"{image.Units[place.Unit].Name} defines it"
            : symbol.IsInSection ? "its section was dropped" : Unused;

    // Of several COMDAT groups of one signature, a link takes the first.
    private static int? FindFirst(LinkImage image, Utf8Name signature)
    {
        for (int unit = 0; unit < image.Units.Count; unit++)
        {
            foreach (var group in image.Units[unit].Groups)
            {
                if (group.IsComdat && group.Signature == signature)
                    return unit;
            }
        }

        return null;
    }
}
