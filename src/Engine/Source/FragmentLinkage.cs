namespace Graft.Engine.Source;

/// <summary>What follows from an entity's own words for the fragments that refer to it. Looked up once per entity.</summary>
/// <param name="module">The module.</param>
internal sealed class FragmentLinkage(IrModule module)
{
    private readonly Traits[] _traits = new Traits[module.Entities.Length];

    [Flags]
    private enum Traits : byte
    {
        Unknown = 0,
        Known = 1,
        Nameless = 2,
        CertainValue = 4,
        AlwaysInlined = 8,
        DebugNode = 16,
        WeakWant = 32,
        ThreadLocal = 64,
    }

    /// <summary>What begins the address of a function's label, which is known only where the function is compiled.</summary>
    public static ReadOnlySpan<byte> LabelAddress => "blockaddress("u8;

    /// <summary>Whether a constant has neither a name for others nor an address of its own: it may be copied.</summary>
    public bool IsNameless(int entity) => Has(entity, Traits.Nameless);

    /// <summary>Whether the compiler may rely on a constant's value.</summary>
    public bool HasCertainValue(int entity) => Has(entity, Traits.CertainValue);

    /// <summary>Whether a function's callers are compiled with its body.</summary>
    public bool IsAlwaysInlined(int entity) => Has(entity, Traits.AlwaysInlined);

    /// <summary>Whether a metadata node describes the source and nothing else (LLVM Language Reference, "Specialized Metadata Nodes").</summary>
    public bool IsDebugNode(int entity) => Has(entity, Traits.DebugNode);

    /// <summary>Whether a variable is wanted only if somebody defines it.</summary>
    public bool IsWeakWant(int entity) => Has(entity, Traits.WeakWant);

    /// <summary>Whether every thread has its own of a variable or alias.</summary>
    public bool IsThreadLocal(int entity) => Has(entity, Traits.ThreadLocal);

    /// <summary>Whether an attachment tells of source places only.</summary>
    public static bool IsDebugAttachment(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("!dbg"u8) || name.SequenceEqual("!srcloc"u8) || name.SequenceEqual("!heapallocsite"u8);

    /// <summary>Whether a token is a linkage that hides a global from other objects.</summary>
    public static bool IsLocal(in IrTokenizer token) => token.IsWord("internal"u8) || token.IsWord("private"u8);

    /// <summary>Whether a token is a linkage (LLVM Language Reference, "Linkage Types") that a declaration does not have.</summary>
    public static bool IsLinkage(in IrTokenizer token) =>
        token.IsWord("weak"u8) || token.IsWord("weak_odr"u8) || token.IsWord("linkonce"u8) || token.IsWord("linkonce_odr"u8)
        || token.IsWord("common"u8) || token.IsWord("appending"u8) || token.IsWord("available_externally"u8)
        || token.IsWord("external"u8) || token.IsWord("extern_weak"u8);

    /// <summary>
    /// Whether a token is a linkage of what LLVM drops when nobody in the module refers to it, as always-inlining leaves it: other
    /// fragments may.
    /// </summary>
    public static bool IsDroppable(in IrTokenizer token) => token.IsWord("linkonce"u8) || token.IsWord("linkonce_odr"u8);

    /// <summary>Whether a token ends what is said of a variable before its type.</summary>
    public static bool IsVariableKeyword(in IrTokenizer token) => token.IsWord("global"u8) || token.IsWord("constant"u8);

    private bool Has(int entity, Traits trait)
    {
        if (_traits[entity] == Traits.Unknown)
            _traits[entity] = Traits.Known | Find(entity);
        return (_traits[entity] & trait) != 0;
    }

    private Traits Find(int index)
    {
        var entity = module.Entities[index];
        var header = module.TextOf(index)[..entity.HeaderLength];
        var tokens = new IrTokenizer(header);
        return entity.Kind switch
        {
            IrEntityKind.Variable => OfVariable(tokens, holdsLabel: header.IndexOf(LabelAddress) >= 0),
            IrEntityKind.Alias => OfAlias(tokens),
            IrEntityKind.Function => OfFunction(tokens),
            IrEntityKind.Metadata => OfMetadata(tokens),
            _ => Traits.Unknown,
        };
    }

    private static Traits OfVariable(IrTokenizer tokens, bool holdsLabel)
    {
        bool isPrivate = false, hasNoAddress = false, isReplaceable = false, isWeakWant = false, isThreadLocal = false;
        while (tokens.MoveNext() && !IsVariableKeyword(tokens))
        {
            isPrivate |= tokens.IsWord("private"u8);
            hasNoAddress |= tokens.IsWord("unnamed_addr"u8) || tokens.IsWord("local_unnamed_addr"u8);
            isWeakWant |= tokens.IsWord("extern_weak"u8);
            isThreadLocal |= tokens.IsWord("thread_local"u8);
            isReplaceable |= tokens.IsWord("external"u8) || tokens.IsWord("extern_weak"u8) || tokens.IsWord("weak"u8)
                || tokens.IsWord("linkonce"u8) || tokens.IsWord("common"u8) || tokens.IsWord("externally_initialized"u8);
        }

        bool isConstant = tokens.IsWord("constant"u8) && !holdsLabel;
        return (isConstant && isPrivate && hasNoAddress ? Traits.Nameless : 0)
            | (isConstant && !isReplaceable ? Traits.CertainValue : 0)
            | (isWeakWant ? Traits.WeakWant : 0)
            | (isThreadLocal ? Traits.ThreadLocal : 0);
    }

    private static Traits OfAlias(IrTokenizer tokens)
    {
        while (tokens.MoveNext() && !tokens.IsWord("alias"u8))
        {
            if (tokens.IsWord("thread_local"u8))
                return Traits.ThreadLocal;
        }

        return Traits.Unknown;
    }

    private Traits OfFunction(IrTokenizer header)
    {
        while (header.MoveNext())
        {
            if (header.IsWord("alwaysinline"u8))
                return Traits.AlwaysInlined;
            if (header.Kind == IrTokenKind.Attributes && module.Find(header.Text) is >= 0 and var group && SaysAlwaysInline(group))
                return Traits.AlwaysInlined;
        }

        return Traits.Unknown;
    }

    private bool SaysAlwaysInline(int group)
    {
        var tokens = new IrTokenizer(module.TextOf(group));
        while (tokens.MoveNext())
        {
            if (tokens.IsWord("alwaysinline"u8))
                return true;
        }

        return false;
    }

    private static Traits OfMetadata(IrTokenizer tokens)
    {
        while (tokens.MoveNext() && !tokens.Is((byte)'{'))
        {
            if (tokens.Kind == IrTokenKind.MetadataName)
                return tokens.Text.StartsWith("!DI"u8) ? Traits.DebugNode : Traits.Unknown;
        }

        return Traits.Unknown;
    }
}
