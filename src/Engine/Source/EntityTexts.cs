namespace Graft.Engine.Source;

/// <summary>
/// The texts of a module's entities that writers of fragments share: types and declarations are part of many fragments, and read once.
/// Thread-safe; two writers may both make one text, which costs time alone.
/// </summary>
/// <param name="module">The module.</param>
internal sealed class EntityTexts(IrModule module)
{
    /// <summary>By entity: as a definition, and in the one other way in which there is need of it.</summary>
    private readonly EntityText?[] _definitions = new EntityText?[module.Entities.Length];
    private readonly EntityText?[] _others = new EntityText?[module.Entities.Length];

    /// <summary>The module.</summary>
    public IrModule Module => module;

    /// <summary>What follows from entities' own words.</summary>
    public FragmentLinkage Linkage { get; } = new(module);

    /// <summary>An entity's text, which a writer makes if it is not there.</summary>
    public EntityText Get(int entity, EntityView view, EntityWriter writer)
    {
        ref var text = ref (view == EntityView.Definition ? _definitions : _others)[entity];
        return text ??= writer.Write(entity, view);
    }
}
