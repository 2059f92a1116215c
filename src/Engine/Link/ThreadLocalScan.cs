using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>
/// Still step 1: whether a relocation and the symbol that it names agree about being thread-local, and whether any link can do what
/// the relocation asks for.
/// </summary>
internal static class ThreadLocalScan
{
    /// <summary>What to say of code that counts on a place in every thread's static block, which no module has.</summary>
    public const string StaticRemedy =
        "reaches it at a fixed distance from the thread pointer, which only variables of the process itself have; "
        + "compile with -fPIC and -ftls-model=global-dynamic";

    private const string NotThreadLocal =
        "takes it for a thread-local variable, which it is not; declare it alike everywhere and compile again";

    private const string ThreadLocal =
        "takes it for an ordinary variable, but it is thread-local; declare it alike everywhere and compile again";

    /// <summary>Whether a unit has thread-locals, so that a section's own symbol may mean some.</summary>
    public static bool HasVariables(ReadOnlySpan<ObjectSection> sections)
    {
        foreach (ref readonly var section in sections)
        {
            if (section.Kind == SectionKind.ThreadLocal)
                return true;
        }

        return false;
    }

    /// <summary>Checks a relocation that is one for thread-locals, or whose symbol may be one; false after an error.</summary>
    public static bool Check(LinkState state, LinkErrors errors, int unit, int section, in ObjectRelocation relocation, Formula formula)
    {
        if (formula is Formula.None or Formula.Size)
            return true;
        if (formula == Formula.ThreadPointerOffset)
        {
            errors.AddOnce(DiagnosticCatalog.StaticThreadLocal, state.Units[unit], section, relocation, StaticRemedy);
            return false;
        }

        ref var symbol = ref state.SymbolOf(unit, (int)relocation.Symbol);
        bool isVariable = IsVariable(state, unit, (int)relocation.Symbol);
        if (formula.IsThreadLocal() ? isVariable || !symbol.IsDefined : !isVariable)
            return true;
        errors.AddOnce(DiagnosticCatalog.ThreadLocalMismatch, state.Units[unit], section, relocation,
            isVariable ? ThreadLocal : NotThreadLocal);
        return false;
    }

    /// <summary>How a relocation refers to its variable.</summary>
    public static References ReferencesOf(Formula formula) => References.Used | References.ThreadLocal | formula switch
    {
        Formula.ThreadLocalPair => References.ThreadLocalPair,
        Formula.ThreadLocalBase => References.ThreadLocalBase,
        Formula.ThreadLocalDescriptor => References.ThreadLocalDescriptor,
        Formula.ThreadPointerEntry => References.ThreadPointerEntry,
        _ => References.None,
    };

    private static bool IsVariable(LinkState state, int unit, int index)
    {
        if (state.SymbolOf(unit, index).Type == ObjectSymbolType.ThreadLocal)
            return true;
        ref readonly var symbol = ref state.Units[unit].Symbols.AsSpan()[index];
        return symbol is { Type: ObjectSymbolType.Section, IsInSection: true }
            && state.Units[unit].Sections.AsSpan()[symbol.Section].Kind == SectionKind.ThreadLocal;
    }
}
