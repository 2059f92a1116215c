namespace Graft.Engine.Link;

/// <summary>One kind of relocation: how its value is computed and where it is stored.</summary>
/// <param name="Formula">How the value is computed.</param>
/// <param name="Field">Where it is stored.</param>
/// <param name="IsCall">Whether the symbol is meant as something to call, so that its stub may stand for it (L in the psABI).</param>
/// <param name="Rewriting">Whether the instruction around the field may be rewritten.</param>
internal readonly record struct X64Relocation(
    Formula Formula, Field Field, bool IsCall = false, X64Rewriting Rewriting = X64Rewriting.No);

/// <summary>
/// Whether a linker may rewrite the instruction that loads a GOT entry (psABI, "Optimize GOTPCRELX Relocations"), and which prefix
/// extends its register number. The kind of the relocation says so, since the bytes before a field alone do not.
/// </summary>
internal enum X64Rewriting : byte
{
    No,

    /// <summary>Without a prefix of that sort.</summary>
    Plain,

    /// <summary>With a REX prefix.</summary>
    Rex,

    /// <summary>With a REX2 prefix, of APX.</summary>
    Rex2,
}

/// <summary>
/// How a relocation's value is computed. S is the symbol's address, A the addend, P the field's address, G the address of the
/// symbol's GOT entry, GOT the address of the first entry, Z the symbol's size.
/// </summary>
internal enum Formula : byte
{
    /// <summary>Not supported.</summary>
    Unsupported,

    /// <summary>Nothing is stored.</summary>
    None,

    /// <summary>S + A.</summary>
    Absolute,

    /// <summary>S + A - P.</summary>
    PcRelative,

    /// <summary>G + A - P.</summary>
    GotPcRelative,

    /// <summary>G + A - GOT.</summary>
    GotEntryOffset,

    /// <summary>S + A - GOT.</summary>
    GotOffset,

    /// <summary>GOT + A - P.</summary>
    GotPc,

    /// <summary>Z + A.</summary>
    Size,

    // Those from here on are for thread-local variables.

    /// <summary>T + A - P, where T is the address of the words that <c>__tls_get_addr</c> takes for the variable.</summary>
    ThreadLocalPair,

    /// <summary>B + A - P, where B is the address of the words that <c>__tls_get_addr</c> takes for the place that offsets count from.</summary>
    ThreadLocalBase,

    /// <summary>S + A less the place that offsets count from, which is where the GOT begins.</summary>
    ThreadLocalOffset,

    /// <summary>D + A - P, where D is the address of the variable's descriptor.</summary>
    ThreadLocalDescriptor,

    /// <summary>G + A - P, where G is the address of an entry with the variable's distance from the thread pointer.</summary>
    ThreadPointerEntry,

    /// <summary>The variable's distance from the thread pointer itself, which no module's variable has.</summary>
    ThreadPointerOffset,
}

/// <summary>What formulas have in common.</summary>
internal static class Formulas
{
    /// <summary>Whether it is for thread-local variables.</summary>
    public static bool IsThreadLocal(this Formula formula) => formula >= Formula.ThreadLocalPair;

    /// <summary>Whether it uses an entry of the GOT's thread-local part.</summary>
    public static bool UsesThreadLocalEntry(this Formula formula) =>
        formula is Formula.ThreadLocalPair or Formula.ThreadLocalBase or Formula.ThreadLocalDescriptor or Formula.ThreadPointerEntry;
}

/// <summary>Width of a field and the values that it may hold: signed, unsigned, or what fits either way.</summary>
internal enum Field : byte
{
    None,
    Any8,
    Signed8,
    Any16,
    Signed16,
    Signed32,
    Unsigned32,
    Any64,
}
