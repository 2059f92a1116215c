using System.Collections.Immutable;
using System.IO.Hashing;

namespace Graft.Engine.Source;

/// <summary>
/// Writes fragments of one module. Starts with the entities asked for and follows references, breadth first, so that
/// numbers are given in the order of first use. Not thread-safe, but writers may share texts.
/// </summary>
/// <param name="texts">The texts of the module's entities.</param>
internal sealed class FragmentWriter(EntityTexts texts)
{
    private readonly IrModule _module = texts.Module;
    private readonly EntityWriter _writer = new(texts.Module, texts.Linkage);
    private readonly List<int> _queue = [];
    private readonly List<EntityText> _texts = [];

    /// <summary>What holds for every fragment: the target, and flags that code generation obeys.</summary>
    private readonly int[] _settings = FindSettings(texts.Module);

    /// <summary>By entity: how it is present in the fragment.</summary>
    private readonly EntityView[] _views = new EntityView[texts.Module.Entities.Length];

    /// <summary>By entity: the number that stands for it.</summary>
    private readonly int[] _numbers = new int[texts.Module.Entities.Length];

    private int _constants;
    private int _attributes;
    private int _metadata;

    /// <summary>Writes fragments of a module.</summary>
    public FragmentWriter(IrModule module)
        : this(new EntityTexts(module))
    {
    }

    /// <summary>Name of the list of flags that code generation obeys; every fragment has it.</summary>
    public static ReadOnlySpan<byte> ModuleFlags => "!llvm.module.flags"u8;

    /// <summary>Writes the fragment that defines some entities.</summary>
    /// <param name="entities">Indices of functions, variables and aliases.</param>
    public IrFragment Write(ReadOnlySpan<int> entities)
    {
        Collect(entities);
        return new(ToText(), ToDigest(), ToMentions());
    }

    /// <summary>Finds all that the fragment consists of which defines some entities.</summary>
    /// <param name="entities">Indices of functions, variables and aliases.</param>
    public void Collect(ReadOnlySpan<int> entities)
    {
        Begin();
        foreach (int setting in _settings)
            Enqueue(setting, EntityView.Copy);
        foreach (int entity in entities)
            Enqueue(entity, EntityView.Definition);
        for (int i = 0; i < _queue.Count; i++)
        {
            var text = texts.Get(_queue[i], _views[_queue[i]], _writer);
            _texts.Add(text);
            foreach (var (entity, view) in text.References)
                Enqueue(entity, view);
        }
    }

    /// <summary>The text of what was collected.</summary>
    public byte[] ToText()
    {
        int length = 0;
        foreach (var text in _texts)
            length += text.LengthWith(_numbers);
        byte[] bytes = new byte[length];

        // LLVM's parser wants the target before all else, and a type before the instructions that look into it.
        int written = Fill(bytes, areFirst: true);
        Fill(bytes.AsSpan(written), areFirst: false);
        return bytes;
    }

    /// <summary>Digest of what was collected: fragments of one digest have one text.</summary>
    public UInt128 ToDigest()
    {
        var hash = new XxHash128();
        foreach (var text in _texts)
            text.AddTo(hash, _numbers);
        return hash.GetCurrentHashAsUInt128();
    }

    /// <summary>All that was collected but settings, which every fragment has.</summary>
    public ImmutableArray<FragmentMention> ToMentions()
    {
        var mentions = ImmutableArray.CreateBuilder<FragmentMention>(_queue.Count);
        foreach (int entity in _queue)
        {
            var kind = _module.Entities[entity].Kind;
            bool isHeader = kind == IrEntityKind.Function && _views[entity] == EntityView.Declaration && !texts.Linkage.IsAlwaysInlined(entity);
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
            _views[entity] = EntityView.Absent;
        _queue.Clear();
        _texts.Clear();
        (_constants, _attributes, _metadata) = (0, 0, 0);
    }

    private void Enqueue(int entity, EntityView view)
    {
        if (_views[entity] != EntityView.Absent)
            return;
        _views[entity] = view;
        _queue.Add(entity);
        _numbers[entity] = _module.Entities[entity].Kind switch
        {
            IrEntityKind.Attributes => _attributes++,
            IrEntityKind.Metadata => _metadata++,
            IrEntityKind.Variable when view == EntityView.Copy => _constants++,
            _ => 0,
        };
    }

    private int Fill(Span<byte> target, bool areFirst)
    {
        int written = 0;
        for (int i = 0; i < _queue.Count; i++)
        {
            if ((_module.Entities[_queue[i]].Kind is IrEntityKind.Setting or IrEntityKind.Type) == areFirst)
                written += _texts[i].Fill(target[written..], _numbers);
        }

        return written;
    }
}
