using System.Collections.Immutable;

namespace Graft.Engine.Source;

/// <summary>
/// Finds definitions that must be compiled together: an alias with what it stands for, a label's address with the function that has
/// the label, what the source puts into one section. Disjoint sets; nearly all have one element.
/// </summary>
internal sealed class EntityJoin
{
    private readonly EntityRole[] _roles;
    private readonly Dictionary<int, int> _parents = [];
    private readonly Dictionary<int, List<int>> _sets = [];

    public EntityJoin(IrModule module, EntityRole[] roles)
    {
        _roles = roles;
        for (int i = 0; i < roles.Length; i++)
        {
            if (module.Entities[i].Kind is IrEntityKind.Alias or IrEntityKind.IndirectFunction)
                JoinMentioned(module, i);
        }

        JoinLabels(module);
        JoinSections(module);
        foreach (int entity in _parents.Keys)
        {
            int root = Root(entity);
            if (!_sets.TryGetValue(root, out var set))
                _sets.Add(root, set = [root]);
            set.Add(entity);
        }
    }

    /// <summary>An entity with those that it has to be compiled with, in the text's order.</summary>
    public ImmutableArray<int> With(int entity) =>
        _sets.TryGetValue(Root(entity), out var set) ? [.. set.Distinct().Order()] : [entity];

    private void JoinMentioned(IrModule module, int entity)
    {
        var tokens = new IrTokenizer(module.TextOf(entity));
        while (tokens.MoveNext())
        {
            if (tokens.Kind == IrTokenKind.Global && module.Find(tokens.Text) is >= 0 and var mentioned)
                Join(entity, mentioned);
        }
    }

    private void JoinLabels(IrModule module)
    {
        var text = module.Text.Span;
        int entity = 0;
        for (int at = 0; ;)
        {
            int next = text[at..].IndexOf(FragmentLinkage.LabelAddress);
            if (next < 0)
                return;
            at += next + FragmentLinkage.LabelAddress.Length;
            while (entity + 1 < module.Entities.Length && module.Entities[entity + 1].Start < at)
                entity++;
            var tokens = new IrTokenizer(text[at..]);
            if (tokens.MoveNext() && tokens.Kind == IrTokenKind.Global && module.Find(tokens.Text) is >= 0 and var function)
                Join(entity, function);
        }
    }

    private void JoinSections(IrModule module)
    {
        Dictionary<ReadOnlyMemory<byte>, int> sections = new(IrNames.Comparer);
        for (int i = 0; i < _roles.Length; i++)
        {
            var header = module.TextOf(i)[..module.Entities[i].HeaderLength];
            if (!_roles[i].HasFlag(EntityRole.Definition) || header.IndexOf(" section \""u8) < 0)
                continue;
            var tokens = new IrTokenizer(header);
            while (tokens.MoveNext() && !tokens.IsWord("section"u8))
            {
                // what comes before it
            }

            if (tokens.MoveNext() && !sections.TryAdd(tokens.Text.ToArray(), i))
                Join(sections[tokens.Text.ToArray()], i);
        }
    }

    private void Join(int one, int other)
    {
        int first = Root(one), second = Root(other);
        if (first == second || !_roles[one].HasFlag(EntityRole.Definition) || !_roles[other].HasFlag(EntityRole.Definition))
            return;
        _parents[Math.Max(first, second)] = Math.Min(first, second);
    }

    private int Root(int entity)
    {
        while (_parents.TryGetValue(entity, out int parent))
            entity = parent;
        return entity;
    }
}
