using Graft.Protocol;

namespace Graft;

// Indirect functions (STT_GNU_IFUNC): their code is asked, in this process, for the address that their slot then holds.
internal sealed partial class RuntimeAgent
{
    private void AskIndirectFunctions(Node node, DiagnosticBag diagnostics)
    {
        foreach (var definition in node.Defines)
        {
            if (!definition.IsIndirect || Ask(definition) != 0)
                continue;
            diagnostics.Add(DiagnosticCatalog.NothingChosen.At(
                $"the resolver of indirect function {SymbolText.Quote(definition.Symbol.Name)} of module {definition.Module} gave no function; "
                + "a call ends the process: let the resolver always give one"));
        }
    }

    // Asks once. Comes back here on this thread when one resolver calls another indirect function that was not asked yet; one that
    // ends up calling itself finds nothing.
    private ulong Ask(Definition definition)
    {
        if (!definition.IsAsked)
        {
            definition.IsAsked = true;
            definition.Choice = Choose((nint)definition.Address);
        }

        return definition.Choice;
    }

    // The indirect function that a call on this thread reached before its component, which this thread prepares, was Ready.
    private static Definition? OwnUnasked(Symbol symbol) =>
        symbol.Newest is { IsIndirect: true, IsAsked: false } definition && IsPreparing(definition) ? definition : null;

    // Whether waiting is in vain: the resolver gave nothing, or it is this thread that is inside of it.
    private static bool HasChosenNothing(Symbol symbol) =>
        symbol.Newest is { IsIndirect: true, IsAsked: true, Choice: 0 } definition
        && (definition.State == SymbolState.Ready || IsPreparing(definition));
}
