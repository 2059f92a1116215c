using Graft.Engine.Objects;

namespace Graft.Engine.Link;

/// <summary>Digests of a unit's sections that hold one thing, with their unwind records. Not thread-safe; tables come from a pool: dispose it.</summary>
internal sealed class ExactDigests : IDisposable
{
    private readonly SectionDigests _sections;
    private readonly FrameDigests _frames;

    /// <summary>Prepares to digest sections of a unit.</summary>
    public ExactDigests(LinkState state, int unit)
    {
        _sections = new(state.Units[unit]);
        _frames = new(state, unit, _sections);
    }

    /// <summary>The same, with the contents of all such sections already digested.</summary>
    public static ExactDigests OfAll(LinkState state, int unit)
    {
        var digests = new ExactDigests(state, unit);
        for (int i = 1; i < state.Units[unit].Sections.Length; i++)
        {
            if (digests.IsOne(i))
                digests._sections.Of(i);
        }

        return digests;
    }

    /// <summary>Whether a section is one thing with a lasting name, perhaps with several.</summary>
    public bool IsOne(int section) => _sections.IsOne(section);

    /// <summary>Digest of such a section.</summary>
    public ulong Of(int section) =>
        _frames.Of(section) is not 0 and var own ? DigestMixer.NonZero(DigestMixer.Mix(_sections.Of(section), own)) : _sections.Of(section);

    /// <inheritdoc/>
    public void Dispose()
    {
        _frames.Dispose();
        _sections.Dispose();
    }
}
