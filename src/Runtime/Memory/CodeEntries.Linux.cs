using System.Diagnostics;
using Graft.Protocol;

namespace Graft;

/// <summary>
/// Writes the entries of redirectable functions, each by one aligned store: a thread that comes to an entry executes the old instruction or the
/// new one, whole (AMD64 APM volume 2, 7.6.1, "Asynchronous modification"; on other processors a store that no cache line divides is seen
/// likewise). The one exception to the rule that nothing is both writable and executable in one process: the page has a writable view beside the
/// executable one from <see cref="Set"/> to <see cref="Complete"/>, under the agent's lock. Guarded by that lock.
/// </summary>
/// <param name="arena">The arena.</param>
internal sealed unsafe class CodeEntries(Arena arena)
{
    // Once for a process; a second time does nothing.
    private static readonly bool CanSynchronise =
        Libc.membarrier(Libc.SYS_membarrier, Libc.MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE, 0, 0) == 0;

    private ulong _page;
    private byte* _view;
    private bool _isDirty;

    /// <summary>Writes an entry.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="word">Its bytes.</param>
    public void Set(ulong address, ulong word)
    {
        Debug.Assert(address % EntryNoOp.Size == 0, "one store could be torn");
        ulong page = address & ~(PageAllocator.PageSize - 1);
        if (_view == null || page != _page)
        {
            Close();
            _view = arena.MapWritable(page, PageAllocator.PageSize);
            _page = page;
        }

        Volatile.Write(ref *(ulong*)(_view + (address - page)), word);
        _isDirty = true;
    }

    /// <summary>
    /// Ends a series of changes: nothing is writable any more, and no processor goes on with instructions that it fetched before.
    /// </summary>
    public void Complete()
    {
        if (!_isDirty)
            return;
        Close();
        _isDirty = false;
        if (CanSynchronise)
            _ = Libc.membarrier(Libc.SYS_membarrier, Libc.MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE, 0, 0);
    }

    private void Close()
    {
        if (_view != null)
            Arena.Unmap(_view, PageAllocator.PageSize);
        _view = null;
    }
}
