using System.Globalization;
using System.Text.Json;

namespace Graft.Tests.Image;

/// <summary>
/// Checks every relocation of an image with nothing but the inputs, the map and the psABI (table 4.9). What a name means follows
/// from the map: its own address, or its stub.
/// </summary>
internal sealed class ImageChecker
{
    private const int STT_SECTION = 3;

    private readonly RawObject _image;
    private readonly JsonElement _map;
    private readonly Dictionary<ulong, string> _got = [];
    private readonly Dictionary<ulong, List<ulong>> _stubsOfCode = [];
    private readonly ulong _gotBase;

    public ImageChecker(byte[] image, JsonElement map)
    {
        _image = new(image);
        _map = map;
        foreach (var entry in map.GetProperty("got").EnumerateArray())
            _got[Address(entry, "address")] = entry.GetProperty("symbol").GetString()!;
        foreach (var stub in map.GetProperty("stubs").EnumerateArray())
            AddStub(stub);
        _gotBase = Address(map.GetProperty("regions").EnumerateArray().Single(region => region.GetProperty("name").GetString() == "readOnly"), "address");
    }

    /// <summary>What was found to be wrong.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>How many relocations were looked at, by type.</summary>
    public SortedDictionary<uint, int> Checked { get; } = [];

    /// <summary>Checks all relocations of an input.</summary>
    public void Check(int input, byte[] file)
    {
        var unit = _map.GetProperty("inputs")[input];
        var source = new RawObject(file);
        var sections = unit.GetProperty("sections").EnumerateArray().ToDictionary(section => section.GetProperty("index").GetInt32());
        var symbols = unit.GetProperty("symbols").EnumerateArray().ToDictionary(symbol => symbol.GetProperty("index").GetInt32());
        foreach (var relocation in source.Relocations)
        {
            var section = sections[relocation.Section];
            if (!section.TryGetProperty("address", out _))
                continue;
            bool isReversed = section.TryGetProperty("reversed", out _);
            ulong offset = isReversed ? source.SizeOf(relocation.Section) - 8 - relocation.Offset : relocation.Offset;
            ulong place = Address(section, "address") + offset;
            var meanings = Meanings(source.Symbols[relocation.Symbol], relocation, sections, symbols);
            Checked[relocation.Type] = Checked.GetValueOrDefault(relocation.Type) + 1;
            if (!Holds(relocation, place, meanings, source.Symbols[relocation.Symbol].Name))
            {
                Errors.Add(string.Create(CultureInfo.InvariantCulture,
                    $"{unit.GetProperty("name")} {section.GetProperty("name")}+0x{relocation.Offset:x}: type {relocation.Type} to '{source.Symbols[relocation.Symbol].Name}' does not hold at 0x{place:x}"));
            }
        }
    }

    // All values that S may have; of a section's symbol the stub of the function at its addend, less that.
    private HashSet<ulong> Meanings(
        RawSymbol symbol, RawRelocation relocation, Dictionary<int, JsonElement> sections, Dictionary<int, JsonElement> symbols)
    {
        HashSet<ulong> meanings = [];
        if (symbol.Type == STT_SECTION)
        {
            ulong start = Address(sections[symbol.Section], "address");
            meanings.Add(start);
            foreach (long distance in (long[])[0, 4])
            {
                foreach (ulong stub in _stubsOfCode.GetValueOrDefault(start + (ulong)(relocation.Addend + distance), []))
                    meanings.Add(stub - (ulong)(relocation.Addend + distance));
            }

            return meanings;
        }

        foreach (string property in (string[])["address", "stub", "pointer", "calls"])
        {
            if (symbols[relocation.Symbol].TryGetProperty(property, out _))
                meanings.Add(Address(symbols[relocation.Symbol], property));
        }

        return meanings;
    }

    private bool Holds(RawRelocation relocation, ulong place, HashSet<ulong> meanings, string name)
    {
        ulong a = (ulong)relocation.Addend;
        return relocation.Type switch
        {
            1 => meanings.Contains(Field64(place) - a), // R_X86_64_64
            2 or 4 => meanings.Contains(Signed32(place) - a + place), // PC32, PLT32
            10 => meanings.Contains(Unsigned32(place) - a), // 32
            11 => meanings.Contains(Signed32(place) - a), // 32S
            24 => meanings.Contains(Field64(place) - a + place), // PC64
            25 => meanings.Contains(Field64(place) - a + _gotBase), // GOTOFF64
            29 => Field64(place) - a + place == _gotBase, // GOTPC64
            27 => IsEntry(Field64(place) - a + _gotBase, meanings, name), // GOT64
            31 => meanings.Contains(Field64(place) - a + _gotBase), // PLTOFF64
            9 or 41 or 42 => IsEntry(Signed32(place) - a + place, meanings, name) || IsRelaxed(place, a, meanings),
            _ => false,
        };
    }

    private bool IsEntry(ulong address, HashSet<ulong> meanings, string name) =>
        _got.GetValueOrDefault(address) == name && meanings.Contains(Field64(address));

    // psABI, appendix B.2: mov becomes lea, or takes a number; a call gets a prefix, a jump a nop behind it.
    private bool IsRelaxed(ulong place, ulong a, HashSet<ulong> meanings)
    {
        byte opcode = _image.At(place - 2, 1)[0];
        byte next = _image.At(place - 1, 1)[0];
        return opcode switch
        {
            0x8D => meanings.Contains(Signed32(place) - a + place),
            0x67 when next == 0xE8 => meanings.Contains(Signed32(place) - a + place),
            0xE9 => meanings.Contains(Signed32(place - 1) - a + place - 1),
            0xC7 or 0xF7 or 0x81 => meanings.Contains(Signed32(place)),
            _ => false,
        };
    }

    private void AddStub(JsonElement stub)
    {
        ulong target = Address(stub, "value");
        if (!_stubsOfCode.TryGetValue(target, out var stubs))
            _stubsOfCode[target] = stubs = [];
        stubs.Add(Address(stub, "address"));
        if (Field64(Address(stub, "slot")) != target)
            Errors.Add($"slot of {stub}");
        var code = _image.At(Address(stub, "address"), 16);
        bool isTrap = stub.GetProperty("purpose").GetString() == "trap";
        ulong slot = Address(stub, "address") + 6 + (ulong)BitConverter.ToInt32(code[2..]);
        if (!isTrap && (code[0] != 0xFF || code[1] != 0x25 || slot != Address(stub, "slot")))
            Errors.Add($"stub of {stub}");
    }

    private ulong Field64(ulong place) => BitConverter.ToUInt64(_image.At(place, 8));

    private ulong Signed32(ulong place) => (ulong)BitConverter.ToInt32(_image.At(place, 4));

    private ulong Unsigned32(ulong place) => BitConverter.ToUInt32(_image.At(place, 4));

    private static ulong Address(JsonElement element, string property) =>
        ulong.Parse(element.GetProperty(property).GetString().AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
