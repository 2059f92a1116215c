using Graft.Protocol;

namespace Graft;

/// <summary>
/// Whether all who name a variable agree that it is thread-local, or that it is not: code for the one would read something else of
/// the other. Guarded by the agent's lock.
/// </summary>
internal static class ThreadLocalAgreement
{
    private const string Remedy = "declare it alike in both and compile both again";

    /// <summary>What a want expects and does not get, as a sentence's end; null if nothing. Learns of variables of the process on the way.</summary>
    public static string? FindConflict(in SymbolWant want, Symbol symbol, HostSymbols host)
    {
        if (symbol.Newest is not { } definition)
            return null;
        bool isWanted = want.Kind == SymbolKind.ThreadLocal;
        if (isWanted && definition is { IsHost: true, HostVariable: null })
        {
            var name = symbol.Group.Key.Name;
            definition.HostVariable = HostThreadLocal.Find(() => host.Find(name));
        }

        return isWanted == definition.IsThreadLocal ? null
            : $"uses {SymbolText.Quote(symbol.Name)} as {Describe(isWanted)}, but {OwnerOf(definition)} defines {Describe(!isWanted)}; {Remedy}";
    }

    /// <summary>What those who wait for a definition expect of it that it is not, as a sentence's end; null if nothing.</summary>
    public static string? FindConflict(in SymbolDefinition definition, Symbol symbol)
    {
        bool isThreadLocal = definition.Kind == SymbolKind.ThreadLocal;
        foreach (var other in symbol.Group.Symbols)
        {
            if (other.Newest is not null || !HasFixupFor(other, !isThreadLocal))
                continue;
            var wanter = other.Wanters.Count > 0 ? other.Wanters[0] : default;
            return $"defines {SymbolText.Quote(symbol.Name)} as {Describe(isThreadLocal)}, but unit {wanter.Unit} of module {wanter.Module} waits for "
                + $"{Describe(!isThreadLocal)}; {Remedy}";
        }

        return null;
    }

    /// <summary>
    /// A field for the distance from the thread pointer of a variable that has no fixed one, as a sentence; null if there is none.
    /// </summary>
    public static string? FindStaticUse(PendingLink link, CommitRequest commit)
    {
        foreach (var fixup in commit.Fixups)
        {
            if (fixup.Kind != FixupKind.ThreadPointerOffset)
                continue;
            var symbol = link.SymbolAt(fixup.Symbol);
            if (symbol.Newest?.HostVariable?.PointerOffset is null)
            {
                return $"module {link.Request.Module} reaches {SymbolText.Quote(symbol.Name)} at a fixed distance from the thread pointer, which it does not have "
                    + "in every thread; compile with -fPIC and -ftls-model=global-dynamic";
            }
        }

        return null;
    }

    private static bool HasFixupFor(Symbol symbol, bool isThreadLocal)
    {
        foreach (var fixup in symbol.Fixups)
        {
            if (ThreadLocalLinkage.IsFor(fixup.Kind) == isThreadLocal)
                return true;
        }

        return false;
    }

    private static string OwnerOf(Definition definition) =>
        definition.IsHost ? "the process" : $"unit {definition.Unit!.Name} of module {definition.Module}";

    private static string Describe(bool isThreadLocal) => isThreadLocal ? "a thread-local variable" : "an ordinary one";
}
