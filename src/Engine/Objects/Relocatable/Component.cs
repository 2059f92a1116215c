namespace Graft.Engine.Objects.Relocatable;

/// <summary>What of an object becomes one block.</summary>
/// <param name="Sections">Its sections, in the object's order.</param>
/// <param name="Symbols">The symbols that it defines.</param>
/// <param name="Frames">The records of its functions in <c>.eh_frame</c>, in the object's order.</param>
internal sealed record Component(List<int> Sections, List<int> Symbols, List<CutFrame> Frames)
{
    /// <summary>One without anything.</summary>
    public Component()
        : this([], [], [])
    {
    }
}
