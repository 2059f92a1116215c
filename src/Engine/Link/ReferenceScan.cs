using System.Runtime.CompilerServices;
using Graft.Engine.Objects;
using Graft.Engine.Objects.Elf;
using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>
/// Still step 1: looks at each relocation once to learn which symbols are used, which are called, and which may need a GOT
/// entry. Reports what no link could relocate.
/// </summary>
internal static class ReferenceScan
{
    /// <summary>Looks at all relocations.</summary>
    /// <param name="state">The link.</param>
    /// <param name="processors">How many processors may do it.</param>
    public static void Run(LinkState state, int processors)
    {
        var shares = state.Shares;
        var separate = new List<(int Unit, int Label, References References)>?[shares.Length];
        SectionShare.ForEach(state, shares, (share, errors) =>
        {
            int current = -1;
            bool hasThreadLocals = false;
            using var contents = new ContentsHold(state, errors);
            foreach (var (unit, section) in shares[share].PlacedSections(state))
            {
                if (!contents.TryMoveTo(unit))
                    continue;
                var sections = state.Units[unit].Sections.AsSpan();
                if (current != unit)
                    (current, hasThreadLocals) = (unit, ThreadLocalScan.HasVariables(sections));
                Scan(state, errors, unit, section, sections[section], hasThreadLocals, ref separate[share]);
                if (sections[section].Kind == SectionKind.EhFrame && !state.Units[unit].Contents.AreKept)
                    state.FramesOf(unit, section); // while its bytes are there: its layout and digests will ask
            }
        }, processors);
        foreach (var labels in separate)
            labels?.ForEach(label => state.Separate(label.Unit, label.Label, label.References));
    }

    /// <summary>Forgets what sections refer to that turned out not to be placed.</summary>
    public static void RunAgain(LinkState state)
    {
        foreach (ref var symbol in state.Symbols.AsSpan(0, state.SymbolCount))
            symbol.References = References.None;
        Run(state, Environment.ProcessorCount);
    }

    private static void Scan(
        LinkState state, LinkErrors errors, int unit, int index, in ObjectSection section, bool hasThreadLocals,
        ref List<(int Unit, int Label, References References)>? separate)
    {
        var bytes = section.Bytes.Span;
        bool isTable = section.Kind is SectionKind.Initialisers or SectionKind.Finalisers;
        if (isTable && section.Size % sizeof(ulong) != 0)
            errors.Add(DiagnosticCatalog.CorruptObject, state.Units[unit], $"section {section.Name}: its {section.Size} bytes are not whole pointers; build the object again");
        var relocations = section.Relocations;
        state.Prefetch(unit, relocations);
        foreach (ref readonly var relocation in relocations)
        {
            var kind = X64.Kind(relocation.Type);
            ref var symbol = ref state.SymbolOf(unit, (int)relocation.Symbol);
            if (kind.Formula == Formula.Unsupported)
            {
                errors.AddOnce(DiagnosticCatalog.UnsupportedRelocation, state.Units[unit], index, relocation, Remedy(relocation.Type));
                continue;
            }

            bool mayBeThreadLocal = kind.Formula.IsThreadLocal() || symbol.Type == ObjectSymbolType.ThreadLocal
                || (hasThreadLocals && symbol.Type == ObjectSymbolType.Section);
            if (mayBeThreadLocal && !ThreadLocalScan.Check(state, errors, unit, index, relocation, kind.Formula))
                continue;

            if (kind.Formula == Formula.Size && !symbol.IsDefined && state.IsNeeded(symbol))
            {
                errors.AddOnce(DiagnosticCatalog.UnsupportedRelocation, state.Units[unit], index, relocation,
                    "asks for the size of a symbol that this link does not define; link the defining object in the same module");
                continue;
            }

            int width = FieldWriter.Width(kind.Field);
            if (isTable && (width != sizeof(ulong) || relocation.Offset % sizeof(ulong) != 0))
            {
                errors.AddAt(DiagnosticCatalog.CorruptObject, state.Units[unit], index, relocation, "is not a pointer of the table; build the object again");
                continue;
            }

            if (width > bytes.Length - (int)relocation.Offset)
            {
                errors.AddAt(DiagnosticCatalog.CorruptObject, state.Units[unit], index, relocation, "reaches beyond the section; build the object again");
                continue;
            }

            var reference = X64.Classify(kind, section.Kind == SectionKind.Code, bytes, (int)relocation.Offset, relocation.Addend);
            var references = reference switch
            {
                Reference.None or Reference.GotBase => References.None,
                Reference.Branch => References.Used | References.Called,
                Reference.GotEntry => References.Used | References.GotEntry,
                Reference.GotLoad => References.Used | References.GotLoad,
                Reference.GotCall => References.Used | References.Called | References.GotCall,
                Reference.GotOperand => References.Used | References.GotOperand,
                Reference.AddressComputation => References.Used | References.Computed,
                Reference.ThreadLocal => ThreadLocalScan.ReferencesOf(kind.Formula),

                // A frame's personality routine, which the unwinder calls: its stub is in reach of 32 bits.
                _ when section.Kind == SectionKind.EhFrame && !symbol.IsDefined => References.Used | References.Called,
                _ => References.Used,
            };
            if (symbol.IsSection && ((references & References.ThroughEntry) != 0 || kind.Formula == Formula.Size))
                (separate ??= []).Add((unit, (int)relocation.Symbol, references));
            else
                Add(ref symbol.References, references);
        }
    }

    /// <summary>Other threads may add to the same symbol. Nearly always nothing is new.</summary>
    private static void Add(ref References known, References found)
    {
        if ((known & found) != found)
            Interlocked.Or(ref Unsafe.As<References, int>(ref known), (int)found);
    }

    private static string Remedy(uint type) => X64Relocations.IsDynamic(type)
        ? "is one for the dynamic linker, which only linked programs and libraries hold; link the objects that those were made of"
        : "is of a type that is not supported; compile with -fPIC";
}
