namespace Graft.Engine.Source;

/// <summary>
/// Writes entities in the shape that they have in fragments, and notes what they refer to. Not thread-safe; reuse saves memory.
/// </summary>
/// <param name="module">The module.</param>
/// <param name="linkage">What follows from its entities' own words.</param>
internal sealed partial class EntityWriter(IrModule module, FragmentLinkage linkage)
{
    private readonly EntityTextBuilder _text = new();
    private readonly List<EntityReference> _references = [];

    /// <summary>By entity: the last text that refers to it.</summary>
    private readonly int[] _lastMention = new int[module.Entities.Length];
    private int _texts;

    /// <summary>Writes an entity.</summary>
    public EntityText Write(int entity, EntityView view)
    {
        _texts++;
        _references.Clear();
        _text.Clear();
        WriteEntity(entity, view);
        _text.EndEntity();
        return new(_text, [.. _references]);
    }

    private void Refer(int entity, EntityView view)
    {
        if (_lastMention[entity] == _texts)
            return;
        _lastMention[entity] = _texts;
        _references.Add(new(entity, view));
    }

    private void WriteEntity(int index, EntityView view)
    {
        var entity = module.Entities[index];
        var text = module.TextOf(index);
        bool isDeclared = view == EntityView.Declaration;
        switch (entity.Kind)
        {
            case IrEntityKind.Function when isDeclared && linkage.IsAlwaysInlined(index):
                WriteFunction(index, "define available_externally"u8);
                break;
            case IrEntityKind.Function when isDeclared:
            case IrEntityKind.Declaration:
                WriteDeclaration(text[..entity.HeaderLength]);
                break;
            case IrEntityKind.Function:
                WriteFunction(index, "define"u8);
                break;
            case IrEntityKind.Variable when isDeclared:
                WriteVariableDeclaration(index, text);
                break;
            case IrEntityKind.Alias or IrEntityKind.IndirectFunction when isDeclared:
                WriteAliasDeclaration(text);
                break;
            case IrEntityKind.Variable or IrEntityKind.Alias or IrEntityKind.IndirectFunction when view == EntityView.Definition:
                WriteVariable(text);
                break;
            default:
                WriteTokens(new IrTokenizer(text));
                break;
        }
    }

    /// <summary>Writes tokens as they are, with what they refer to by its number, and without debug information.</summary>
    private void WriteTokens(IrTokenizer tokens)
    {
        int line = _text.Written.Length;
        while (tokens.MoveNext())
        {
            if (tokens.IsFirstOfLine)
            {
                line = _text.Written.Length;
                _text.BreakLine();
            }

            if (tokens.Kind == IrTokenKind.Global && tokens.Text.StartsWith("@llvm.dbg."u8))
            {
                // Before LLVM 19 debug records are calls: the whole instruction goes.
                _text.Truncate(line);
                tokens.SkipLine();
            }
            else
            {
                WriteToken(ref tokens);
            }
        }
    }

    private void WriteToken(ref IrTokenizer tokens)
    {
        switch (tokens.Kind)
        {
            case IrTokenKind.Global:
                WriteGlobal(tokens.Text, tokens.HasSpace);
                break;
            case IrTokenKind.Local or IrTokenKind.Comdat:
                if (MayBeNamed(tokens.Text) && module.Find(tokens.Text) is >= 0 and var named)
                    Refer(named, EntityView.Copy);
                _text.Add(tokens.Text, tokens.HasSpace);
                break;
            case IrTokenKind.Attributes:
                WriteNumbered(tokens, "#"u8);
                break;
            case IrTokenKind.Metadata:
                WriteNumbered(tokens, "!"u8);
                break;
            case IrTokenKind.MetadataName when FragmentLinkage.IsDebugAttachment(tokens.Text):
                _text.Omit();
                SkipAttachment(ref tokens);
                break;
            case IrTokenKind.DebugRecord:
                tokens.SkipParenthesis();
                break;
            default:
                _text.Add(tokens.Text, tokens.HasSpace);
                break;
        }
    }

    /// <summary>Most locals are numbered values, and types hardly ever: those need no look-up.</summary>
    private bool MayBeNamed(ReadOnlySpan<byte> name) => module.HasNumberedTypes || !char.IsAsciiDigit((char)name[1]);

    private void WriteGlobal(ReadOnlySpan<byte> name, bool hasSpace)
    {
        int entity = module.Find(name);
        if (entity >= 0 && linkage.IsNameless(entity))
        {
            Refer(entity, EntityView.Copy);
            _text.AddNumbered("@."u8, entity, hasSpace);
            return;
        }

        if (entity >= 0)
            Refer(entity, EntityView.Declaration);
        _text.Add(name, hasSpace);
    }

    private void WriteNumbered(in IrTokenizer tokens, ReadOnlySpan<byte> sigil)
    {
        int entity = module.Find(tokens.Text);
        if (entity < 0)
        {
            _text.Add(tokens.Text, tokens.HasSpace); // LLVM says what is missing
        }
        else if (linkage.IsDebugNode(entity))
        {
            _text.Omit();
        }
        else
        {
            Refer(entity, EntityView.Copy);
            _text.AddNumbered(sigil, entity, tokens.HasSpace);
        }
    }

    private static void SkipAttachment(ref IrTokenizer tokens)
    {
        tokens.MoveNext();
        if (tokens.Kind == IrTokenKind.MetadataName)
            tokens.SkipParenthesis(); // !DILocation(...)
    }
}
