using System.IO.Hashing;
using Graft.Engine.Collections;
using Graft.Engine.Objects.Elf;
using Graft.Protocol;

namespace Graft.Engine.Objects;

/// <summary>
/// Digests of sections that hold one thing: a function of <c>-ffunction-sections</c>, a variable. They are exact: with equal digests the bytes
/// of an earlier link may stand for this section's, as long as each name in it means what it meant. A relocation stands as (type, place,
/// addend, target), where a target with a lasting name stands by that and by all that the object says about it, anything else by its content:
/// all of it, since nothing tells where one nameless constant ends and the next begins; only of mergeable sections the entry that is meant.
/// </summary>
/// <remarks>Not thread-safe. Linear in the unit's size. Tables come from a pool: dispose it.</remarks>
internal sealed class SectionDigests : IDisposable
{
    /// <summary>How many nameless sections deep to look; no chain can exhaust the stack.</summary>
    private const int DepthLimit = 100;

    private readonly ObjectUnit _unit;

    /// <summary>By section, the symbol that covers all of it, or 0.</summary>
    private readonly int[] _owners;

    /// <summary>Digests of sections' contents and of symbols' names, 0 for those that nobody asked for yet.</summary>
    private readonly ulong[] _contents;
    private readonly ulong[] _names;
    private int[]? _namesakes;
    private int _depth;

    /// <summary>Prepares to digest a unit.</summary>
    public SectionDigests(ObjectUnit unit)
    {
        _unit = unit;
        _owners = Pooled.RentZeroed<int>(unit.Sections.Length);
        _contents = Pooled.RentZeroed<ulong>(unit.Sections.Length);
        _names = Pooled.RentZeroed<ulong>(unit.Symbols.Length);
        FindOwners();
    }

    /// <summary>Whether a section is one thing with a lasting name, perhaps with several.</summary>
    public bool IsOne(int section) => _owners[section] != 0;

    /// <summary>Digest of such a section.</summary>
    public ulong Of(int section)
    {
        ref readonly var source = ref _unit.Sections.AsSpan()[section];
        ulong digest = ContentOf(section);
        return source.IsWritable ? digest : DigestMixer.Mix(digest, (source.Alignment << 1) | (_unit.IsPatchable ? 1u : 0u));
    }

    /// <summary>Digest of a stretch of a section whose relocations rise.</summary>
    /// <param name="section">The section.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="end">Where it ends.</param>
    public ulong OfStretch(int section, int start, int end)
    {
        ref readonly var source = ref _unit.Sections.AsSpan()[section];
        ulong digest = XxHash3.HashToUInt64(source.Bytes.Span[start..end]);
        var relocations = source.Relocations;
        for (int i = FirstFrom(relocations, (ulong)start); i < relocations.Length && relocations[i].Offset < (ulong)end; i++)
            digest = DigestMixer.Mix(digest, OfRelocation(relocations[i], (ulong)start, source.Kind));
        return digest;
    }

    /// <summary>Digest of a relocation.</summary>
    /// <param name="relocation">The relocation.</param>
    /// <param name="start">What its place counts from.</param>
    /// <param name="kind">The kind of its section.</param>
    public ulong OfRelocation(in ObjectRelocation relocation, ulong start, SectionKind kind) =>
        DigestMixer.Mix(((relocation.Offset - start) << 32) + relocation.Type, OfTarget(relocation, kind == SectionKind.Code));

    /// <inheritdoc/>
    public void Dispose()
    {
        Pooled.Return(_owners);
        Pooled.Return(_contents);
        Pooled.Return(_names);
        Pooled.Return(_namesakes ?? []);
    }

    private static int FirstFrom(ReadOnlySpan<ObjectRelocation> relocations, ulong offset)
    {
        int low = 0, high = relocations.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (relocations[middle].Offset < offset)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private void FindOwners()
    {
        var sections = _unit.Sections.AsSpan();
        var symbols = _unit.Symbols.AsSpan();
        for (int i = 1; i < symbols.Length; i++)
        {
            ref readonly var symbol = ref symbols[i];
            if (symbol is not { IsInSection: true, Value: 0, Size: > 0, Type: not (ObjectSymbolType.Section or ObjectSymbolType.File) })
                continue;
            ref readonly var section = ref sections[symbol.Section];
            if (_owners[symbol.Section] == 0 && section.MergeEntity == 0 && section.Size == symbol.Size && section.IsLoaded && !symbol.IsPrivate)
                _owners[symbol.Section] = i;
        }
    }

    private ulong OfTarget(in ObjectRelocation relocation, bool inCode)
    {
        ref readonly var symbol = ref _unit.Symbols.AsSpan()[(int)relocation.Symbol];
        ulong offset = symbol.Value + (ulong)relocation.Addend;
        if (!symbol.IsInSection)
            return DigestMixer.Mix(OfName((int)relocation.Symbol), offset);
        ref readonly var section = ref _unit.Sections.AsSpan()[symbol.Section];
        if (!section.IsLoaded)
            return DigestMixer.Mix((ulong)section.Kind, offset); // Its bytes are no part of the process, and may not be there.
        if (section.MergeEntity > 0)
            return OfMergeable(section, symbol, relocation, inCode);
        if (!symbol.IsPrivate)
            return DigestMixer.Mix(OfName((int)relocation.Symbol), (ulong)relocation.Addend);
        if (_owners[symbol.Section] is not 0 and var owner)
            return DigestMixer.Mix(OfName(owner), offset);
        return DigestMixer.Mix(section.IsWritable && !section.HoldsTypePointers ? OfPlace(symbol.Section) : ContentOf(symbol.Section), offset);
    }

    /// <summary>All that a unit says about a symbol.</summary>
    private ulong OfName(int index)
    {
        ref ulong known = ref _names[index];
        if (known != 0)
            return known;
        ref readonly var symbol = ref _unit.Symbols.AsSpan()[index];
        ulong digest = DigestMixer.Mix(XxHash3.HashToUInt64(symbol.Name.Span), XxHash3.HashToUInt64(symbol.Signature.Span));
        ulong kind = symbol.IsInSection ? (ulong)_unit.Sections.AsSpan()[symbol.Section].Kind : (ulong)(uint)symbol.Section << 8;
        ulong scope = symbol.Scope == ObjectSymbolScope.Local ? 1u : symbol is { IsDefined: false, IsWeak: true } ? 2u : 0u;
        digest = DigestMixer.Mix(digest, (kind << 16) | ((ulong)symbol.Type << 8) | scope);
        return known = DigestMixer.NonZero(symbol.Section == ObjectSymbol.Absolute ? DigestMixer.Mix(digest, symbol.Value) : digest);
    }

    /// <summary>
    /// An entry of a mergeable section: a constant, or a string from the place that is meant to its end. The address of one is nobody's identity.
    /// </summary>
    private ulong OfMergeable(in ObjectSection section, in ObjectSymbol symbol, in ObjectRelocation relocation, bool inCode)
    {
        bool isDisplacement = X64Relocations.IsPcRelative(relocation.Type);
        ulong offset = symbol.Value + (ulong)relocation.Addend + (isDisplacement && inCode ? 4u : 0u);
        bool isPlace = inCode || !isDisplacement || symbol.Type == ObjectSymbolType.Section;
        if (!isPlace || offset >= (ulong)section.Bytes.Length || section.MergeEntity > (ulong)section.Bytes.Length || section.RelocationTable.Length > 0)
            return DigestMixer.Mix(ContentOf(symbol.Section), offset);
        ulong inside = offset % section.MergeEntity;
        var rest = section.Bytes.Span[(int)(offset - inside)..];
        int size = section.HoldsStrings ? LengthOfString(rest, (int)section.MergeEntity) : Math.Min((int)section.MergeEntity, rest.Length);
        return DigestMixer.Mix(XxHash3.HashToUInt64(rest[..size]), inside);
    }

    private static int LengthOfString(ReadOnlySpan<byte> bytes, int width)
    {
        if (width == 1)
            return bytes.IndexOf((byte)0) is >= 0 and var end ? end + 1 : bytes.Length;
        for (int i = 0; i <= bytes.Length - width; i += width)
        {
            if (bytes.Slice(i, width).IndexOfAnyExcept((byte)0) < 0)
                return i + width;
        }

        return bytes.Length;
    }

    /// <summary>State without a name of its own is known by its section's, and by how many of that name come before.</summary>
    private ulong OfPlace(int section)
    {
        ref ulong known = ref _contents[section];
        if (known == 0)
        {
            var name = _unit.Sections.AsSpan()[section].Name;
            known = DigestMixer.NonZero(DigestMixer.Mix(XxHash3.HashToUInt64(name.Span), (ulong)(_namesakes ??= CountNamesakes())[section]));
        }

        return known;
    }

    /// <summary>By section, how many of its name come before.</summary>
    private int[] CountNamesakes()
    {
        var sections = _unit.Sections.AsSpan();
        int[] before = Pooled.RentZeroed<int>(sections.Length);
        using var counts = new NameTable(sections.Length);
        for (int i = 1; i < sections.Length; i++)
            before[i] = counts.ValueOf(sections[i].Name, out _)++;
        return before;
    }

    private ulong ContentOf(int section)
    {
        ref ulong known = ref _contents[section];
        if (known != 0)
            return known;
        var anything = _unit.Digest; // Cannot be told: then it is as good as changed with every other object.
        if (_depth == DepthLimit)
            return DigestMixer.Mix((ulong)anything, (ulong)(anything >> 64));
        known = DigestMixer.NonZero(DigestMixer.Mix((ulong)anything, (ulong)section)); // what a circle of nameless sections ends at
        _depth++;
        ref readonly var source = ref _unit.Sections.AsSpan()[section];
        ulong digest = DigestMixer.Mix((ulong)source.Kind, source.Size);
        digest = DigestMixer.Mix(digest, XxHash3.HashToUInt64(source.Bytes.Span));
        foreach (ref readonly var relocation in source.Relocations)
            digest = DigestMixer.Mix(digest, OfRelocation(relocation, 0, source.Kind));
        _depth--;
        return known = DigestMixer.NonZero(digest);
    }
}
