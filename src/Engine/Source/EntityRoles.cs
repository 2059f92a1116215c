namespace Graft.Engine.Source;

/// <summary>What an entity is for the object.</summary>
[Flags]
internal enum EntityRole : byte
{
    /// <summary>Nothing that the object holds.</summary>
    None = 0,

    /// <summary>The object holds it.</summary>
    Definition = 1,

    /// <summary>Other objects do not see it.</summary>
    Local = 2,

    /// <summary>Every thread has its own.</summary>
    ThreadLocal = 4,
}

/// <summary>Finds what of a module's entities the object holds.</summary>
internal static class EntityRoles
{
    /// <summary>The list of what the source asks to keep.</summary>
    public static ReadOnlySpan<byte> Used => "@llvm.used"u8;

    /// <summary>The roles, entity by entity; null if the module cannot be compiled in parts.</summary>
    public static EntityRole[]? Of(IrModule module)
    {
        var linkage = new FragmentLinkage(module);
        var roles = new EntityRole[module.Entities.Length];
        for (int i = 0; i < roles.Length; i++)
        {
            var entity = module.Entities[i];
            if (entity.Kind == IrEntityKind.Setting && module.TextOf(i).StartsWith("module asm"u8))
                return null; // it may define what any function refers to
            roles[i] = entity.Kind switch
            {
                IrEntityKind.Function => OfFunction(new(module.TextOf(i))),
                IrEntityKind.Variable when !linkage.IsNameless(i) => OfVariable(entity.Name.Span, new(module.TextOf(i))),
                IrEntityKind.Alias or IrEntityKind.IndirectFunction => OfAlias(new(module.TextOf(i))),
                _ => EntityRole.None,
            };
            if (roles[i] != EntityRole.None && char.IsAsciiDigit((char)entity.Name.Span[1]))
                return null; // a definition's number would be another one in a fragment
        }

        return roles;
    }

    /// <summary>Whether a name is one that LLVM gives a meaning.</summary>
    public static bool IsReserved(ReadOnlySpan<byte> name) => name.StartsWith("@llvm."u8);

    /// <summary>What the source asks to keep (<c>llvm.used</c>).</summary>
    public static HashSet<int> FindUsed(IrModule module)
    {
        HashSet<int> used = [];
        if (module.Find(Used) is not (>= 0 and var list))
            return used;
        var tokens = new IrTokenizer(module.TextOf(list));
        while (tokens.MoveNext())
        {
            if (tokens.Kind == IrTokenKind.Global && module.Find(tokens.Text) is >= 0 and var entity)
                used.Add(entity);
        }

        return used;
    }

    private static EntityRole OfFunction(IrTokenizer tokens)
    {
        var role = EntityRole.Definition;
        while (tokens.MoveNext() && tokens.Kind != IrTokenKind.Global)
        {
            if (tokens.IsWord("available_externally"u8))
                return EntityRole.None;
            if (FragmentLinkage.IsLocal(tokens))
                role |= EntityRole.Local;
        }

        return role;
    }

    private static EntityRole OfVariable(ReadOnlySpan<byte> name, IrTokenizer tokens)
    {
        if (IsReserved(name) && !name.SequenceEqual("@llvm.global_ctors"u8) && !name.SequenceEqual("@llvm.global_dtors"u8))
            return EntityRole.None; // lists for LLVM itself
        var role = EntityRole.Definition;
        while (tokens.MoveNext() && !FragmentLinkage.IsVariableKeyword(tokens))
        {
            if (tokens.IsWord("external"u8) || tokens.IsWord("extern_weak"u8) || tokens.IsWord("available_externally"u8))
                return EntityRole.None;
            if (FragmentLinkage.IsLocal(tokens))
                role |= EntityRole.Local;
            if (tokens.IsWord("thread_local"u8))
                role |= EntityRole.ThreadLocal;
        }

        return role;
    }

    private static EntityRole OfAlias(IrTokenizer tokens)
    {
        var role = EntityRole.Definition;
        while (tokens.MoveNext() && !tokens.IsWord("alias"u8) && !tokens.IsWord("ifunc"u8))
        {
            if (FragmentLinkage.IsLocal(tokens))
                role |= EntityRole.Local;
            if (tokens.IsWord("thread_local"u8))
                role |= EntityRole.ThreadLocal;
        }

        return role;
    }
}
