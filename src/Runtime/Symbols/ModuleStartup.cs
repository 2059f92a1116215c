using Graft.Protocol;

namespace Graft;

/// <summary>
/// What is linked statically into every shared library (crtbegin.o, libc_nonshared.a) and so comes from none: the handle
/// <c>__dso_handle</c>, and functions that register handlers under it. Each module has its own, so that its handlers, destructors of its
/// static objects among them, run when it is unloaded (Itanium C++ ABI, 3.3.6). Guarded by the agent's lock.
/// </summary>
/// <param name="arena">The runtime's memory.</param>
/// <param name="code">Where its code comes from.</param>
internal sealed class ModuleStartup(Arena arena, PageAllocator code)
{
    private const ulong FunctionSize = 32;

    private static readonly (string Name, string Registers, byte Register)[] Functions =
    [
        ("atexit", "__cxa_atexit", HandlerRegistrationX64.InThird),
        ("at_quick_exit", "__cxa_at_quick_exit", HandlerRegistrationX64.InSecond),
        ("pthread_atfork", "__register_atfork", HandlerRegistrationX64.InFourth),
    ];

    // The page's address is the module's handle: nothing else has it. The functions follow.
    private readonly Dictionary<string, AddressRange> _pages = new(StringComparer.Ordinal);

    /// <summary>Address of such a symbol for a module; 0 if the name is none, or if the code region is full to the last page.</summary>
    public ulong Find(Utf8Name name, string module)
    {
        if (name == "__dso_handle"u8)
            return PageOf(module);
        for (int i = 0; i < Functions.Length; i++)
        {
            if (name.Length == Functions[i].Name.Length && name.ToString() == Functions[i].Name)
                return PageOf(module) is var page and not 0 ? page + AddressOf(i) : 0;
        }

        return 0;
    }

    /// <summary>A module's handle; 0 if it never asked for one.</summary>
    public ulong HandleOf(string module) => _pages.TryGetValue(module, out var page) ? page.Start : 0;

    /// <summary>Takes back what a module has.</summary>
    public void Free(string module)
    {
        if (!_pages.Remove(module, out var page))
            return;
        arena.Discard(page);
        code.Free(page);
    }

    private static ulong AddressOf(int function) => (ulong)(function + 1) * FunctionSize;

    private ulong PageOf(string module)
    {
        if (_pages.TryGetValue(module, out var known))
            return known.Start;
        if (code.Allocate(PageAllocator.PageSize, PageAllocator.PageSize) is not { } page)
            return 0;
        for (int i = 0; i < Functions.Length; i++)
        {
            if (NativeRuntime.FindExport(Functions[i].Registers) is var function && function != 0)
            {
                arena.Write(
                    page.Start + AddressOf(i),
                    HandlerRegistrationX64.Assemble((ulong)function, page.Start, Functions[i].Register));
            }
        }

        _pages.Add(module, page);
        return page.Start;
    }
}
