using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Graft.Engine.Link;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Image;

/// <summary>
/// The map of a <see cref="LinkImage"/> as JSON, told in docs/images.md: enough to check every relocation with the image and the inputs.
/// Addresses are strings in hexadecimal, sizes are numbers. The same link always gives the same bytes.
/// </summary>
public sealed class MapFile
{
    /// <summary>Version of the format; a field that is added does not change it.</summary>
    public const int Version = 1;

    private readonly LinkImage _image;
    private readonly Utf8JsonWriter _json;

    private MapFile(LinkImage image, Utf8JsonWriter json) => (_image, _json) = (image, json);

    /// <summary>Writes the file.</summary>
    /// <param name="image">The link.</param>
    /// <param name="entry">Address of the first instruction, or 0.</param>
    /// <param name="absolutes">The addresses that were given.</param>
    /// <param name="output">Where to.</param>
    public static void Write(LinkImage image, ulong entry, IReadOnlyDictionary<string, ulong> absolutes, Stream output)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(absolutes);

        // Names of C++ and paths are shown as they are; nobody puts the file into a page.
        using var json = new Utf8JsonWriter(output, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        var map = new MapFile(image, json);
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        map.Address("entry", entry);
        map.WriteRegions();
        json.WriteStartArray("inputs");
        for (int unit = 0; unit < image.Units.Count; unit++)
            map.WriteUnit(unit);
        json.WriteEndArray();
        map.WriteGot();
        map.WriteStubs();
        map.WriteAbsolutes(absolutes);
        map.WriteOpenFields();
        json.WriteEndObject();
    }

    private void WriteRegions()
    {
        var bytes = _image.Bytes;
        _json.WriteStartArray("regions");
        Region("stubs", _image.Layout.Stubs.Start, _image.Stubs.Count * ArenaLayout.StubSize);
        Region("code", bytes.CodeAddress, bytes.Code.Length);
        Region("readOnly", bytes.ReadOnlyAddress, bytes.ReadOnly.Length);
        Region("slots", _image.Layout.Slots.Start, _image.Stubs.Count * ArenaLayout.SlotSize);
        Region("data", bytes.DataAddress, bytes.Data.Length);
        Region("threadLocals", bytes.ThreadLocalAddress, bytes.ThreadLocals.Length);
        _json.WriteEndArray();
    }

    private void Region(string name, ulong address, int size)
    {
        _json.WriteStartObject();
        _json.WriteString("name", name);
        Address("address", address);
        _json.WriteNumber("size", size);
        _json.WriteEndObject();
    }

    private void WriteUnit(int unit)
    {
        _json.WriteStartObject();
        _json.WriteString("name", _image.Units[unit].Name);
        _json.WriteString("path", _image.Units[unit].Path);
        _json.WriteStartArray("sections");
        for (int i = 1; i < _image.Units[unit].Sections.Length; i++)
            WriteSection(unit, i);
        _json.WriteEndArray();
        _json.WriteStartArray("symbols");
        var symbols = _image.Units[unit].Symbols.AsSpan();
        for (int i = 1; i < symbols.Length; i++)
        {
            if (!symbols[i].Name.IsEmpty && symbols[i].Type != ObjectSymbolType.File)
                WriteSymbol(unit, i, symbols[i]);
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private void WriteSection(int unit, int index)
    {
        ref readonly var section = ref _image.Units[unit].Sections.AsSpan()[index];
        var map = _image.Result.Map;
        _json.WriteStartObject();
        _json.WriteNumber("index", index);
        _json.WriteString("name", section.Name.Span);
        _json.WriteNumber("size", section.Size);
        if (map.AddressOf(unit, index) is { } address)
        {
            Address("address", address);
            if (map.IsReversed(unit, index))
                _json.WriteBoolean("reversed", true);
            if (map.IsRewritten(unit, index))
                _json.WriteBoolean("rewritten", true);
        }
        else
        {
            _json.WriteString("dropped", DropReason.OfSection(_image, unit, index));
        }

        _json.WriteEndObject();
    }

    private void WriteSymbol(int unit, int index, in ObjectSymbol symbol)
    {
        var place = _image.Result.Map.PlaceOf(unit, index);
        _json.WriteStartObject();
        _json.WriteNumber("index", index);
        _json.WriteString("name", symbol.Name.Span);
        _json.WriteString("type", TypeOf(symbol.Type));
        _json.WriteString("binding", symbol.IsWeak ? "weak" : symbol.Scope.ToString().ToLowerInvariant());
        if (place.IsDefinedHere)
        {
            if (symbol.IsInSection)
                _json.WriteNumber("section", symbol.Section);
            Address("address", place.Address);
            _json.WriteNumber("size", place.Size);
        }
        else if (symbol.IsDefined)
        {
            _json.WriteString("dropped", DropReason.OfSymbol(_image, symbol, place));
        }

        if (place.Stub != 0)
            Address("stub", place.Stub);
        if (place.CallAddress != 0)
            Address("calls", place.CallAddress);
        if (!place.IsDefinedHere)
            WriteMeaning(place);
        _json.WriteEndObject();
    }

    // What the unit gets instead of a definition of its own.
    private void WriteMeaning(in LinkedSymbol place)
    {
        if (place.PublicAddress != 0)
            Address("pointer", place.PublicAddress);
        if (place.Unit >= 0)
            _json.WriteString("definedBy", _image.Units[place.Unit].Name);
    }

    private void WriteGot()
    {
        _json.WriteStartArray("got");
        foreach (var entry in _image.Result.Map.GotEntries)
        {
            _json.WriteStartObject();
            Address("address", entry.Address);
            _json.WriteNumber("size", entry.Size);
            _json.WriteString("purpose", PurposeOf(entry.Purpose));
            if (!entry.Name.IsEmpty)
                _json.WriteString("symbol", entry.Name.Span);
            Address("value", _image.WordAt(entry.Address + (ulong)entry.Size - sizeof(ulong)));
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteStubs()
    {
        _json.WriteStartArray("stubs");
        for (int i = 0; i < _image.Stubs.Count; i++)
        {
            var stub = _image.Stubs[i];
            _json.WriteStartObject();
            Address("address", _image.StubAddress(i));
            Address("slot", _image.SlotAddress(i));
            Address("value", _image.SlotValue(i));
            _json.WriteString("purpose", PurposeOf(stub.Purpose));
            if (stub.Purpose != StubPurpose.Trap)
                _json.WriteString("symbol", stub.Name.Span);
            if (stub.Unit >= 0)
                _json.WriteString("definedBy", _image.Units[stub.Unit].Name);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteAbsolutes(IReadOnlyDictionary<string, ulong> absolutes)
    {
        _json.WriteStartArray("absolutes");
        foreach (var (name, address) in absolutes.OrderBy(symbol => symbol.Key, StringComparer.Ordinal))
        {
            _json.WriteStartObject();
            _json.WriteString("symbol", name);
            Address("address", address);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteOpenFields()
    {
        _json.WriteStartArray("open");
        foreach (var field in _image.OpenFields.OrderBy(field => field.Address))
        {
            _json.WriteStartObject();
            Address("address", field.Address);
            if (field.Symbol != FixupRecord.NoSymbol)
                _json.WriteString("symbol", _image.NameOf(field.Symbol).Span);
            _json.WriteNumber("addend", field.Addend);
            _json.WriteString("formula", FormulaOf(field.Kind));
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void Address(string name, ulong address) =>
        _json.WriteString(name, string.Create(CultureInfo.InvariantCulture, $"0x{address:x}"));

    private static string TypeOf(ObjectSymbolType type) => type switch
    {
        ObjectSymbolType.Data => "data",
        ObjectSymbolType.Function => "function",
        ObjectSymbolType.IndirectFunction => "indirect-function",
        ObjectSymbolType.ThreadLocal => "thread-local",
        ObjectSymbolType.Section => "section",
        _ => "none",
    };

    private static string PurposeOf(StubPurpose purpose) => purpose switch
    {
        StubPurpose.Trap => "trap",
        StubPurpose.Function => "function",
        StubPurpose.IndirectFunction => "indirect-function",
        StubPurpose.Absolute => "absolute",
        _ => "undefined",
    };

    private static string PurposeOf(GotPurpose purpose) => purpose switch
    {
        GotPurpose.Address => "address",
        GotPurpose.ThreadLocalPair => "tls-pair",
        GotPurpose.ThreadLocalBase => "tls-base",
        GotPurpose.ThreadLocalDescriptor => "tls-descriptor",
        _ => "tp-offset",
    };

    private static string FormulaOf(FixupKind kind) => kind switch
    {
        FixupKind.Absolute64 => "S+A",
        FixupKind.PcRelative32 or FixupKind.PcRelative64 => "S+A-P",
        FixupKind.ThreadLocalPair => "DTPMOD64, DTPOFF64",
        FixupKind.ThreadLocalDescriptor => "TLSDESC",
        _ => "S+A-TP",
    };
}
