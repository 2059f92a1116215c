using System.Collections.Immutable;
using System.IO.Hashing;
using Graft.Engine.Objects.Relocatable;
using Graft.Engine.Source;

namespace Graft.Engine.Build;

/// <summary>
/// A source that was built, by digests: enough to find what of a new text has to be compiled, without the old text. Entities are
/// numbered as in the text then. Immutable.
/// </summary>
/// <param name="Key">Digest of the options and tools.</param>
/// <param name="ObjectDigest">Digest of the object's bytes: a trace of another object says nothing.</param>
/// <param name="Settings">Digest of what holds for the whole module.</param>
/// <param name="Entities">Names, empty for settings, with digests of the text.</param>
/// <param name="Groups">What was compiled together.</param>
internal sealed record SourceTrace(
    UInt128 Key,
    UInt128 ObjectDigest,
    UInt128 Settings,
    ImmutableArray<(ReadOnlyMemory<byte> Name, EntityDigests Digests)> Entities,
    ImmutableArray<(FragmentGroup Group, FragmentRecord Fragment)> Groups)
{
    /// <summary>Digest of what the source asks to keep.</summary>
    public UInt128 Retained { get; } =
        Entities.FirstOrDefault(static entity => entity.Name.Span.SequenceEqual(EntityRoles.Used)).Digests.Whole;

    /// <summary>The trace of a source in memory.</summary>
    public static SourceTrace Of(SourceSnapshot snapshot)
    {
        var module = snapshot.Module;
        var entities = ImmutableArray.CreateBuilder<(ReadOnlyMemory<byte>, EntityDigests)>(module.Entities.Length);
        for (int i = 0; i < module.Entities.Length; i++)
            entities.Add((module.Entities[i].Name, module.Entities[i].Name.IsEmpty ? default : EntityDigests.Of(module, i)));
        return new(
            snapshot.Key, snapshot.ObjectDigest, SettingsOf(module), entities.MoveToImmutable(),
            [.. snapshot.Plan.Groups.Zip(snapshot.Fragments)]);
    }

    /// <summary>Digest of what a module asks to keep.</summary>
    public static UInt128 RetainedOf(IrModule module) =>
        module.Find(EntityRoles.Used) is >= 0 and var list ? EntityDigests.Of(module, list).Whole : default;

    /// <summary>
    /// Digest of what holds for a whole module and has no name, and whether it has flags: fragments mention those that there are, and so
    /// tell of all other changes of flags.
    /// </summary>
    public static UInt128 SettingsOf(IrModule module)
    {
        var hash = new XxHash128();
        hash.Append([module.Find(FragmentWriter.ModuleFlags) >= 0 ? (byte)1 : (byte)0]);
        for (int i = 0; i < module.Entities.Length; i++)
        {
            if (module.Entities[i].Kind == IrEntityKind.Setting)
                hash.Append(module.TextOf(i));
        }

        return hash.GetCurrentHashAsUInt128();
    }
}

/// <summary>The build before: its trace, and its object to take from what stayed.</summary>
internal sealed record PreviousBuild(SourceTrace Trace, CanonicalObject Object);
