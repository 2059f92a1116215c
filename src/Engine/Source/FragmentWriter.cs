using System.Collections.Immutable;
using System.IO.Hashing;

namespace Graft.Engine.Source;

/// <summary>
/// Writes fragments of one module. Starts with the entities asked for and follows references, breadth first, so that
/// numbers are given in the order of first use. Not thread-safe; reuse saves memory.
/// </summary>
/// <param name="module">The module.</param>
internal sealed partial class FragmentWriter(IrModule module)
{
    /// <summary>Name of the list of flags that code generation obeys; every fragment has it.</summary>
    public static ReadOnlySpan<byte> ModuleFlags => "!llvm.module.flags"u8;

    private readonly FragmentText _head = new();
    private readonly FragmentText _body = new();
    private readonly FragmentLinkage _linkage = new(module);
    private readonly List<int> _queue = [];

    /// <summary>What holds for every fragment: the target, and flags that code generation obeys.</summary>
    private readonly int[] _settings = FindSettings(module);

    /// <summary>By entity: how it is present in the fragment.</summary>
    private readonly View[] _views = new View[module.Entities.Length];

    /// <summary>By entity: the number that stands for it.</summary>
    private readonly int[] _numbers = new int[module.Entities.Length];

    private FragmentText _text = new();
    private int _constants;
    private int _attributes;
    private int _metadata;

    /// <summary>How an entity is present in a fragment.</summary>
    private enum View : byte
    {
        Absent,
        Definition,
        Declaration,
        Copy,
    }

    /// <summary>Writes the fragment that defines some entities.</summary>
    /// <param name="entities">Indices of functions, variables and aliases.</param>
    public IrFragment Write(ReadOnlySpan<int> entities)
    {
        Begin();
        foreach (int setting in _settings)
            Enqueue(setting, View.Copy);
        foreach (int entity in entities)
            Enqueue(entity, View.Definition);

        for (int i = 0; i < _queue.Count; i++)
        {
            // LLVM's parser wants the target before all else, and a type before the instructions that look into it.
            _text = module.Entities[_queue[i]].Kind is IrEntityKind.Setting or IrEntityKind.Type ? _head : _body;
            WriteEntity(_queue[i]);
            _text.EndEntity();
        }

        byte[] text = [.. _head.Written, .. _body.Written];
        return new(text, XxHash128.HashToUInt128(text), Mentions());
    }

    /// <summary>All that was written but settings, which every fragment has.</summary>
    private ImmutableArray<FragmentMention> Mentions()
    {
        var mentions = ImmutableArray.CreateBuilder<FragmentMention>(_queue.Count);
        foreach (int entity in _queue)
        {
            var kind = module.Entities[entity].Kind;
            bool isHeader = kind == IrEntityKind.Function && _views[entity] == View.Declaration && !_linkage.IsAlwaysInlined(entity);
            if (kind != IrEntityKind.Setting)
                mentions.Add(new(entity, !isHeader));
        }

        return mentions.DrainToImmutable();
    }

    private static int[] FindSettings(IrModule module) =>
        [.. Enumerable.Range(0, module.Entities.Length).Where(i => module.Entities[i].Kind == IrEntityKind.Setting
            || module.Entities[i].Name.Span.SequenceEqual(ModuleFlags))];

    private void Begin()
    {
        foreach (int entity in _queue)
            _views[entity] = View.Absent;
        _queue.Clear();
        _head.Clear();
        _body.Clear();
        (_constants, _attributes, _metadata) = (0, 0, 0);
    }

    private void Enqueue(int entity, View view)
    {
        if (_views[entity] != View.Absent)
            return;
        _views[entity] = view;
        _queue.Add(entity);
        _numbers[entity] = module.Entities[entity].Kind switch
        {
            IrEntityKind.Attributes => _attributes++,
            IrEntityKind.Metadata => _metadata++,
            IrEntityKind.Variable when view == View.Copy => _constants++,
            _ => 0,
        };
    }

    private void WriteEntity(int index)
    {
        var entity = module.Entities[index];
        var text = module.TextOf(index);
        bool isDeclared = _views[index] == View.Declaration;
        switch (entity.Kind)
        {
            case IrEntityKind.Function when isDeclared && _linkage.IsAlwaysInlined(index):
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
            case IrEntityKind.Variable or IrEntityKind.Alias or IrEntityKind.IndirectFunction when _views[index] == View.Definition:
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
                    Enqueue(named, View.Copy);
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
        if (entity >= 0 && _linkage.IsNameless(entity))
        {
            Enqueue(entity, View.Copy);
            _text.AddNumbered("@."u8, _numbers[entity], hasSpace);
            return;
        }

        if (entity >= 0)
            Enqueue(entity, View.Declaration);
        _text.Add(name, hasSpace);
    }

    private void WriteNumbered(in IrTokenizer tokens, ReadOnlySpan<byte> sigil)
    {
        int entity = module.Find(tokens.Text);
        if (entity < 0)
        {
            _text.Add(tokens.Text, tokens.HasSpace); // LLVM says what is missing
        }
        else if (_linkage.IsDebugNode(entity))
        {
            _text.Omit();
        }
        else
        {
            Enqueue(entity, View.Copy);
            _text.AddNumbered(sigil, _numbers[entity], tokens.HasSpace);
        }
    }

    private static void SkipAttachment(ref IrTokenizer tokens)
    {
        tokens.MoveNext();
        if (tokens.Kind == IrTokenKind.MetadataName)
            tokens.SkipParenthesis(); // !DILocation(...)
    }
}
