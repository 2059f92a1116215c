using System.Collections.Immutable;

namespace Graft.Engine.Source;

/// <summary>
/// How a module is compiled in parts: every function by itself, with its aliases and with the tables of its labels; all variables
/// together. Follows from the text alone, so that it is the same in a clean build and after any edit. Immutable.
/// </summary>
public sealed class FragmentPlan
{
    private readonly int[] _groupOf;

    private FragmentPlan(ImmutableArray<FragmentGroup> groups, ImmutableArray<FragmentEntity> entities, int[] groupOf)
    {
        Groups = groups;
        Entities = entities;
        _groupOf = groupOf;
    }

    /// <summary>What is compiled together: functions in the text's order, then data.</summary>
    public ImmutableArray<FragmentGroup> Groups { get; }

    /// <summary>What the object defines, in the text's order. Initialiser lists (<c>llvm.global_ctors</c>) have no symbol and are not among them.</summary>
    public ImmutableArray<FragmentEntity> Entities { get; }

    /// <summary>Makes the plan of a module.</summary>
    /// <returns>Null if it cannot be compiled in parts: it has assembly of its own, definitions without a name, or no definition.</returns>
    public static FragmentPlan? Of(IrModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var roles = EntityRoles.Of(module);
        if (roles is null)
            return null;
        var joined = new EntityJoin(module, roles);
        var groups = new List<FragmentGroup>();
        var groupOf = new int[module.Entities.Length];
        Array.Fill(groupOf, -1);
        AddFunctions(module, roles, joined, groups, groupOf);
        AddData(roles, EntityRole.None, FragmentGroup.DataKey, groups, groupOf);
        AddData(roles, EntityRole.ThreadLocal, FragmentGroup.ThreadLocalKey, groups, groupOf);
        return groups.Count == 0 ? null : new([.. groups], ListEntities(module, roles, groupOf), groupOf);
    }

    /// <summary>The group that an entity is compiled in; -1 if the object does not hold it.</summary>
    public int GroupOf(int entity) => _groupOf[entity];

    private static void AddFunctions(IrModule module, EntityRole[] roles, EntityJoin joined, List<FragmentGroup> groups, int[] groupOf)
    {
        for (int i = 0; i < roles.Length; i++)
        {
            if (!roles[i].HasFlag(EntityRole.Definition) || module.Entities[i].Kind != IrEntityKind.Function || groupOf[i] >= 0)
                continue;
            ImmutableArray<int> members = joined.With(i);
            foreach (int member in members)
                groupOf[member] = groups.Count;
            groups.Add(new(module.Entities[i].Name, members));
        }
    }

    private static void AddData(
        EntityRole[] roles, EntityRole threadLocal, ReadOnlyMemory<byte> key, List<FragmentGroup> groups, int[] groupOf)
    {
        var members = ImmutableArray.CreateBuilder<int>();
        for (int i = 0; i < roles.Length; i++)
        {
            if (groupOf[i] >= 0 || !roles[i].HasFlag(EntityRole.Definition) || (roles[i] & EntityRole.ThreadLocal) != threadLocal)
                continue;
            groupOf[i] = groups.Count;
            members.Add(i);
        }

        if (members.Count > 0)
            groups.Add(new(key, members.ToImmutable()));
    }

    private static ImmutableArray<FragmentEntity> ListEntities(IrModule module, EntityRole[] roles, int[] groupOf)
    {
        var retained = EntityRoles.FindUsed(module);
        var entities = ImmutableArray.CreateBuilder<FragmentEntity>();
        for (int i = 0; i < roles.Length; i++)
        {
            if (groupOf[i] >= 0 && !EntityRoles.IsReserved(module.Entities[i].Name.Span))
                entities.Add(new(i, groupOf[i], roles[i].HasFlag(EntityRole.Local), retained.Contains(i)));
        }

        return entities.ToImmutable();
    }
}
