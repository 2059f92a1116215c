using System.Collections.Immutable;

namespace Graft.Engine.Source;

/// <summary>A module's textual IR, cut into entities. Immutable; refers to the text, but for names, which are copied.</summary>
public sealed class IrModule
{
    private readonly Dictionary<ReadOnlyMemory<byte>, int> _byName;

    private IrModule(ReadOnlyMemory<byte> text, ImmutableArray<IrEntity> entities, Dictionary<ReadOnlyMemory<byte>, int> byName)
    {
        Text = text;
        Entities = entities;
        _byName = byName;
        foreach (ref readonly var entity in entities.AsSpan())
            HasNumberedTypes |= entity.Kind == IrEntityKind.Type && char.IsAsciiDigit((char)entity.Name.Span[1]);
    }

    /// <summary>The whole text, UTF-8.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>Its entities in the text's order; comments between them belong to none.</summary>
    public ImmutableArray<IrEntity> Entities { get; }

    /// <summary>Whether a type is called by a number, as local values are.</summary>
    internal bool HasNumberedTypes { get; }

    /// <summary>Cuts a module's text. Linear in its length.</summary>
    /// <param name="text">Textual IR; must not change afterwards.</param>
    /// <returns>The module; null if the text is not laid out as LLVM's writer does it, and so can only be compiled whole.</returns>
    public static IrModule? Split(ReadOnlyMemory<byte> text)
    {
        if (IrSplitter.Split(text.Span) is not { } entities)
            return null;
        Dictionary<ReadOnlyMemory<byte>, int> byName = new(entities.Count, IrNames.Comparer);
        for (int i = 0; i < entities.Count; i++)
        {
            if (!entities[i].Name.IsEmpty && !byName.TryAdd(entities[i].Name, i))
                return null; // LLVM says what is wrong with two definitions of one name
        }

        return new(text, [.. entities], byName);
    }

    /// <summary>This module with another text, in which the same entities stand in the same order.</summary>
    internal IrModule With(ReadOnlyMemory<byte> text, ImmutableArray<IrEntity> entities) => new(text, entities, _byName);

    /// <summary>The index of the entity with a name, sigil included; -1 if there is none.</summary>
    public int Find(ReadOnlySpan<byte> name) =>
        _byName.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(IrNames.Normalise(name), out int index) ? index : -1;

    /// <summary>An entity's text.</summary>
    public ReadOnlySpan<byte> TextOf(int entity) => Text.Span.Slice(Entities[entity].Start, Entities[entity].Length);
}
