using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft.Engine.Objects.Relocatable;

/// <summary>Reads an object into blocks: a merged one by its index, any other by cutting it.</summary>
internal static class CanonicalReader
{
    /// <summary>Reads an object; null after an error.</summary>
    public static CanonicalObject? Read(ObjectInput input, DiagnosticBag diagnostics)
    {
        if (SourceObject.Read(input, diagnostics) is not { } source || ObjectFrames.Read(source, diagnostics) is not { } frames)
            return null;
        if (BlockIndex.Find(source) is not { } index)
        {
            var cutter = ObjectCutter.Cut(source, frames);
            return Make(source, new BlockBuilder(source, frames, cutter.Roles, cutter.Pieces), cutter.Components, new BlockKind[cutter.Components.Count], false, diagnostics);
        }

        if (!BlockIndex.IsValid(index.Span, source.Unit.Sections.Length, source.Unit.Symbols.Length))
            return Fail(source, diagnostics, $"section {BlockIndexName} contradicts the object");

        var roles = new SectionRole[source.Unit.Sections.Length];
        var components = ByIndex(source, frames, MemoryMarshal.Cast<byte, uint>(index.Span), roles, out var kinds);
        if (components.Exists(component => component.Sections.Count + component.Symbols.Count == 0))
            return Fail(source, diagnostics, $"section {BlockIndexName} contradicts the object");
        return Make(source, new BlockBuilder(source, frames, roles, new PieceFinder(source, roles)), components, kinds, true, diagnostics);
    }

    private static string BlockIndexName => System.Text.Encoding.UTF8.GetString(BlockIndex.SectionName);

    private static List<Component> ByIndex(SourceObject source, ObjectFrames frames, ReadOnlySpan<uint> words, SectionRole[] roles, out BlockKind[] kinds)
    {
        List<Component> components = [];
        var bySection = new Component?[roles.Length];
        kinds = new BlockKind[words[1]];
        for (int i = 0; i < kinds.Length; i++)
        {
            var entry = words[(BlockIndex.HeaderWords + (i * BlockIndex.WordsPerBlock))..];
            kinds[i] = (BlockKind)(entry[1] & ((1 << BlockIndex.KindBits) - 1));
            var component = new Component();
            components.Add(component);
            uint end = i + 1 < kinds.Length ? entry[BlockIndex.WordsPerBlock] : words[2];
            for (int section = (int)entry[0]; section < end; section++)
            {
                if (SectionRoles.IsTable(source, section))
                    continue;
                roles[section] = SectionRole.Root;
                component.Sections.Add(section);
                bySection[section] = component;
            }

            if (entry[1] >> BlockIndex.KindBits is > 0 and var symbol && source.IsNamed(symbol) && source.Unit.Symbols[(int)symbol] is { IsDefined: true, IsInSection: false })
                component.Symbols.Add((int)symbol);
        }

        foreach (var frame in frames.Frames)
            bySection[frame.Record.Function]?.Frames.Add(frame);
        for (int i = 1; i < source.Unit.Symbols.Length; i++)
        {
            if (source.Unit.Symbols[i] is { IsInSection: true } symbol && source.IsNamed((uint)i))
                bySection[symbol.Section]?.Symbols.Add(i);
        }

        return components;
    }

    private static CanonicalObject? Make(
        SourceObject source, BlockBuilder builder, List<Component> components, BlockKind[] kinds, bool isMerged, DiagnosticBag diagnostics)
    {
        var blocks = new EntityBlock[components.Count];
        for (int i = 0; i < blocks.Length; i++)
        {
            if (builder.Build(components[i], diagnostics) is not { } block)
                return null;
            blocks[i] = block;
        }

        var space = new SymbolSpace();
        if (FindDuplicate(blocks, space) is { } duplicate)
            return Fail(source, diagnostics, $"the object has two definitions of '{duplicate}', which cannot be told apart");
        return new CanonicalObject(space, blocks, kinds)
        {
            Path = source.Unit.Path,
            IsMerged = isMerged,
            IsPatchable = source.Unit.IsPatchable,
            HasNotes = source.Unit.Sections.Any(section => section.Name == GraftNotes.SectionName),
            NeedsExecutableStack = !source.Unit.Sections.Any(section => section.Name == ".note.GNU-stack"u8),
            FileName = source.Unit.Symbols.FirstOrDefault(symbol => symbol.Type == ObjectSymbolType.File).Name,
        };
    }

    private static Utf8Name? FindDuplicate(EntityBlock[] blocks, SymbolSpace space)
    {
        int expected = 0;
        foreach (var block in blocks)
        {
            for (int i = 0; i < block.Symbols.Length; i++)
            {
                if (space.Number(block.Names[i].Name) != expected++)
                    return block.Names[i].Name;
            }
        }

        return null;
    }

    private static CanonicalObject? Fail(SourceObject source, DiagnosticBag diagnostics, string message)
    {
        diagnostics.Add(DiagnosticCatalog.ObjectNotMergeable.At($"{message}; build it again", source.Unit.Path));
        return null;
    }
}
