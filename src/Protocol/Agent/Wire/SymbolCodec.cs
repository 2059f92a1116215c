using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Graft.Protocol;

/// <summary>
/// Symbols in the payloads of <see cref="AgentMessage.Define"/>, <see cref="AgentMessage.Resolve"/> and <see cref="AgentMessage.Resolved"/>: rows without
/// padding, and all names and signatures one after the other in one run of bytes.
/// </summary>
internal static class SymbolCodec
{
    /// <summary>Writes what a link defines.</summary>
    public static void Write(FrameWriter writer, FlatList<SymbolDefinition> definitions)
    {
        int length = 0;
        foreach (ref readonly var definition in definitions)
            length = checked(length + definition.Name.Length + definition.Signature.Length);
        writer.Expect(checked(length + (definitions.Count * Unsafe.SizeOf<DefinitionRow>()) + (2 * sizeof(int))));
        var names = writer.Bytes(length);
        foreach (ref readonly var definition in definitions)
        {
            Append(ref names, definition.Name);
            Append(ref names, definition.Signature);
        }

        var rows = writer.Rows<DefinitionRow>(definitions.Count);
        for (int i = 0; i < rows.Length; i++)
            rows[i] = new(definitions[i]);
    }

    /// <summary>Writes what a link wants.</summary>
    public static void Write(FrameWriter writer, FlatList<SymbolWant> wants)
    {
        int length = 0;
        foreach (ref readonly var want in wants)
            length = checked(length + want.Name.Length + want.Signature.Length);
        var names = writer.Bytes(length);
        foreach (ref readonly var want in wants)
        {
            Append(ref names, want.Name);
            Append(ref names, want.Signature);
        }

        var rows = writer.Rows<WantRow>(wants.Count);
        for (int i = 0; i < rows.Length; i++)
            rows[i] = new(wants[i]);
    }

    /// <summary>Reads what a link defines.</summary>
    public static FlatList<SymbolDefinition> ReadDefinitions(ref FrameReader reader)
    {
        var names = reader.Bytes();
        var rows = reader.Rows<DefinitionRow>();
        var definitions = reader.Room<SymbolDefinition>(rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            reader.Require(row.IsSound);
            var name = Take(ref reader, ref names, row.NameLength);
            definitions[i] = row.ToDefinition(name, Take(ref reader, ref names, row.SignatureLength));
        }

        reader.Require(names.IsEmpty);
        return new(definitions, rows.Length);
    }

    /// <summary>Reads what a link wants.</summary>
    public static FlatList<SymbolWant> ReadWants(ref FrameReader reader)
    {
        var names = reader.Bytes();
        var rows = reader.Rows<WantRow>();
        var wants = reader.Room<SymbolWant>(rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            reader.Require(row.IsSound);
            var name = Take(ref reader, ref names, row.NameLength);
            wants[i] = row.ToWant(name, Take(ref reader, ref names, row.SignatureLength));
        }

        reader.Require(names.IsEmpty);
        return new(wants, rows.Length);
    }

    /// <summary>Writes what became of them.</summary>
    public static void Write(FrameWriter writer, ResolveReply reply)
    {
        var definitions = writer.Rows<DefinitionBindingRow>(reply.Definitions.Count);
        for (int i = 0; i < definitions.Length; i++)
            definitions[i] = new(reply.Definitions[i]);
        var wants = writer.Rows<WantBindingRow>(reply.Wants.Count);
        for (int i = 0; i < wants.Length; i++)
            wants[i] = new(reply.Wants[i]);
    }

    /// <summary>Reads what became of them.</summary>
    public static ResolveReply ReadReply(ref FrameReader reader)
    {
        var definitionRows = reader.Rows<DefinitionBindingRow>();
        var definitions = reader.Room<DefinitionBinding>(definitionRows.Length);
        for (int i = 0; i < definitionRows.Length; i++)
        {
            reader.Require(definitionRows[i].IsSound);
            definitions[i] = definitionRows[i].ToBinding();
        }

        var wantRows = reader.Rows<WantBindingRow>();
        var wants = reader.Room<WantBinding>(wantRows.Length);
        for (int i = 0; i < wantRows.Length; i++)
        {
            reader.Require(wantRows[i].IsSound);
            wants[i] = wantRows[i].ToBinding();
        }

        return new(new(definitions, definitionRows.Length), new(wants, wantRows.Length));
    }

    private static void Append(ref Span<byte> rest, in Utf8Name name)
    {
        name.Span.CopyTo(rest);
        rest = rest[name.Length..];
    }

    private static Utf8Name Take(ref FrameReader reader, ref ReadOnlyMemory<byte> rest, uint length)
    {
        reader.Require(length <= (uint)rest.Length);
        var taken = rest[..(int)Math.Min(length, (uint)rest.Length)];
        rest = rest[taken.Length..];
        return new(taken);
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private readonly struct DefinitionRow(in SymbolDefinition definition)
    {
        public readonly uint NameLength = (uint)definition.Name.Length, SignatureLength = (uint)definition.Signature.Length;
        private readonly int _unit = definition.Unit;
        private readonly byte _kind = (byte)definition.Kind, _binding = (byte)definition.Binding, _hidden = definition.Hidden ? (byte)1 : (byte)0;
        private readonly byte _isRedirectable = definition.IsRedirectable ? (byte)1 : (byte)0;
        private readonly ulong _size = definition.Size, _digest = definition.Digest;

        public bool IsSound => Enum.IsDefined((SymbolKind)_kind) && Enum.IsDefined((SymbolBinding)_binding) && _hidden <= 1 && _isRedirectable <= 1;

        public SymbolDefinition ToDefinition(Utf8Name name, Utf8Name signature) =>
            new(name, _unit, (SymbolKind)_kind, (SymbolBinding)_binding, _hidden != 0, signature, _size, _digest, _isRedirectable != 0);
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private readonly struct WantRow(in SymbolWant want)
    {
        public readonly uint NameLength = (uint)want.Name.Length, SignatureLength = (uint)want.Signature.Length;
        private readonly int _wantedBy = want.WantedBy;
        private readonly byte _kind = (byte)want.Kind, _binding = (byte)want.Binding;

        public bool IsSound => Enum.IsDefined((SymbolKind)_kind) && Enum.IsDefined((SymbolBinding)_binding);

        public SymbolWant ToWant(Utf8Name name, Utf8Name signature) =>
            new(name, (SymbolKind)_kind, (SymbolBinding)_binding, signature, _wantedBy);
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private readonly struct DefinitionBindingRow(in DefinitionBinding binding)
    {
        private readonly byte _outcome = (byte)binding.Outcome;
        private readonly ulong _stub = binding.Stub, _address = binding.Address;
        private readonly ulong _previousDigest = binding.PreviousDigest, _previousSize = binding.PreviousSize;
        private readonly ulong _body = binding.Body;

        public bool IsSound => Enum.IsDefined((DefinitionOutcome)_outcome);

        public DefinitionBinding ToBinding() => new((DefinitionOutcome)_outcome, _stub, _address, _previousDigest, _previousSize, _body);
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private readonly struct WantBindingRow(in WantBinding binding)
    {
        private readonly byte _kind = (byte)binding.Kind, _state = (byte)binding.State, _isHost = binding.IsHost ? (byte)1 : (byte)0;
        private readonly ulong _stub = binding.Stub, _address = binding.Address, _body = binding.Body;

        public bool IsSound => Enum.IsDefined((SymbolKind)_kind) && Enum.IsDefined((SymbolState)_state) && _isHost <= 1;

        public WantBinding ToBinding() => new((SymbolKind)_kind, _stub, _address, _isHost != 0, (SymbolState)_state, _body);
    }
}
