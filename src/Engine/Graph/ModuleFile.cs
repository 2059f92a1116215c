using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Graft.Protocol;

namespace Graft.Engine.Graph;

/// <summary>
/// A module's symbols as bytes: 8 bytes magic, a version, the XxHash128 of what follows, then strings once each and the
/// units by number of string. Little-endian; counts and numbers in <see cref="BinaryWriter.Write7BitEncodedInt"/>'s form.
/// </summary>
internal static class ModuleFile
{
    private const int Version = 1;
    private const int HeaderSize = 8 + 4 + 16;

    private static ReadOnlySpan<byte> Magic => "GRAFTSYM"u8;

    /// <summary>Writes a module; equal modules give equal bytes.</summary>
    public static byte[] Encode(ModuleSymbols module)
    {
        var strings = new Dictionary<string, int>(StringComparer.Ordinal);
        var units = new MemoryStream();
        WriteUnits(new BinaryWriter(units), module, text => Number(strings, text));

        var file = new MemoryStream();
        file.SetLength(HeaderSize);
        file.Position = HeaderSize;
        var writer = new BinaryWriter(file, Encoding.UTF8);
        writer.Write7BitEncodedInt(strings.Count);
        foreach (string text in strings.Keys)
            writer.Write(text);
        writer.Write(units.GetBuffer(), 0, (int)units.Length);

        byte[] bytes = file.ToArray();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Version);
        XxHash128.Hash(bytes.AsSpan(HeaderSize), bytes.AsSpan(12, 16));
        return bytes;
    }

    /// <summary>Reads a module; null if the bytes are anything else than what <see cref="Encode"/> wrote.</summary>
    public static ModuleSymbols? Decode(byte[] bytes)
    {
        if (bytes.Length < HeaderSize
            || !bytes.AsSpan(0, 8).SequenceEqual(Magic)
            || BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8)) != Version
            || !XxHash128.Hash(bytes.AsSpan(HeaderSize)).AsSpan().SequenceEqual(bytes.AsSpan(12, 16)))
        {
            return null;
        }

        try
        {
            var reader = new BinaryReader(new MemoryStream(bytes, HeaderSize, bytes.Length - HeaderSize), Encoding.UTF8);
            var strings = new List<string>();
            for (int left = reader.Read7BitEncodedInt(); left > 0; left--)
                strings.Add(reader.ReadString());
            return ReadModule(reader, strings);
        }
        catch (Exception e) when (e is IOException or FormatException or ArgumentException)
        {
            // The digest is right and the content is not: written by someone who only imitates the form.
            return null;
        }
    }

    private static int Number(Dictionary<string, int> strings, string text)
    {
        if (!strings.TryGetValue(text, out int number))
            strings.Add(text, number = strings.Count);
        return number;
    }

    private static void WriteUnits(BinaryWriter writer, ModuleSymbols module, Func<string, int> number)
    {
        writer.Write7BitEncodedInt(number(module.Name));
        writer.Write7BitEncodedInt(module.Units.Length);
        foreach (var unit in module.Units)
        {
            writer.Write7BitEncodedInt(number(unit.Name));
            writer.Write7BitEncodedInt(unit.Definitions.Length);
            foreach (var definition in unit.Definitions)
            {
                writer.Write7BitEncodedInt(number(definition.Name));
                writer.Write((byte)definition.Kind);
                writer.Write((byte)definition.Binding);
                writer.Write7BitEncodedInt(number(definition.Signature));
                writer.Write7BitEncodedInt64((long)definition.Size);
                writer.Write(definition.Digest);
            }

            writer.Write7BitEncodedInt(unit.Wants.Length);
            foreach (var want in unit.Wants)
            {
                writer.Write7BitEncodedInt(number(want.Name));
                writer.Write7BitEncodedInt(number(want.Signature));
            }
        }
    }

    private static ModuleSymbols ReadModule(BinaryReader reader, List<string> strings)
    {
        string name = Text();
        var units = new List<UnitSymbols>();
        for (int left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            string unit = Text();
            var definitions = new List<GraphDefinition>();
            for (int more = reader.Read7BitEncodedInt(); more > 0; more--)
            {
                definitions.Add(new(
                    Text(), (SymbolKind)reader.ReadByte(), (SymbolBinding)reader.ReadByte(), Text(),
                    (ulong)reader.Read7BitEncodedInt64(), reader.ReadUInt64()));
            }

            var wants = new List<GraphWant>();
            for (int more = reader.Read7BitEncodedInt(); more > 0; more--)
                wants.Add(new(Text(), Text()));
            units.Add(new(unit, definitions, wants));
        }

        return new(name, units);

        string Text() => strings[reader.Read7BitEncodedInt()];
    }
}
