using System.Runtime.InteropServices;

namespace Graft.Protocol;

/// <summary>Neighbours in a unit's table of initialisers or finalisers that have one number.</summary>
/// <param name="Unit">Index of the unit.</param>
/// <param name="Priority">
/// The number: initialisers run by rising numbers, over all units of a commit, finalisers by falling ones.
/// <see cref="Unnumbered"/> if they have none.
/// </param>
/// <param name="First">Index of the first pointer in the unit's table.</param>
/// <param name="Count">How many pointers.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly record struct TableRun(int Unit, int Priority, int First, int Count)
{
    /// <summary>The number of those that have none: after all that have one.</summary>
    public const int Unnumbered = 65536;
}
