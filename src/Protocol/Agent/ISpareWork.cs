namespace Graft.Protocol;

/// <summary>Work that is done in pieces while nobody waits for it.</summary>
public interface ISpareWork
{
    /// <summary>Does a piece, which should take less than a millisecond.</summary>
    /// <returns>Whether there was one left.</returns>
    bool TryStep();
}
