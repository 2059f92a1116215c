using System.Text;
using LLVMSharp.Interop;

namespace Graft.Engine.Compile;

/// <summary>
/// Writes the section <c>.graft</c> of an object: NUL-terminated UTF-8 strings, first <c>graft 1</c> or
/// <c>graft 1 patchable</c>, then pairs of symbol and signature, sorted by symbol, of what the module defines and of the
/// functions that it uses.
/// ELF symbols have no types; these notes are how the linker knows them. They go through module-level assembly since
/// that is the one way to a section that is excluded from linked output in every LLVM from 14 on.
/// </summary>
internal static unsafe class GraftNotes
{
    /// <summary>Adds the notes to a module that is about to be emitted.</summary>
    public static void Append(LLVMOpaqueModule* module, bool patchable)
    {
        var text = new StringBuilder(".pushsection .graft,\"e\",@progbits\n");
        AppendString(text, patchable ? "graft 1 patchable"u8 : "graft 1"u8);
        foreach (var (name, signature) in Collect(module))
        {
            AppendString(text, Encoding.Latin1.GetBytes(name));
            AppendString(text, Encoding.UTF8.GetBytes(signature));
        }

        text.Append(".popsection\n");
        byte[] assembly = Encoding.ASCII.GetBytes(text.ToString());
        fixed (byte* start = assembly)
            LLVM.AppendModuleInlineAsm(module, (sbyte*)start, (nuint)assembly.Length);
    }

    /// <summary>Names with their bytes as Latin-1 characters, so that the ordinal order is the order of bytes.</summary>
    private static SortedDictionary<string, string> Collect(LLVMOpaqueModule* module)
    {
        var notes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var signatures = new SignatureText(LLVM.GetModuleDataLayout(module));
        for (var value = LLVM.GetFirstFunction(module); value is not null; value = LLVM.GetNextFunction(value))
            Add(value, value);
        for (var value = LLVM.GetFirstGlobal(module); value is not null; value = LLVM.GetNextGlobal(value))
            Add(value, value);
        for (var value = LLVM.GetFirstGlobalAlias(module); value is not null; value = LLVM.GetNextGlobalAlias(value))
            Add(value, LLVM.AliasGetAliasee(value));
        return notes;

        void Add(LLVMOpaqueValue* value, LLVMOpaqueValue* meant)
        {
            var name = LlvmText.SymbolName(value);
            if (name.IsEmpty || name.StartsWith("llvm."u8) || LLVM.GetLinkage(value) == LLVMLinkage.LLVMPrivateLinkage)
                return;
            if (LLVM.IsDeclaration(value) != 0 && LLVM.GetFirstUse(value) is null)
                return;
            if (signatures.Of(value, LLVM.IsAFunction(meant)) is { Length: > 0 } signature)
                notes[Encoding.Latin1.GetString(name)] = signature;
        }
    }

    private static void AppendString(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        text.Append(".asciz \"");
        foreach (byte b in bytes)
        {
            if (b is >= (byte)' ' and < 0x7F and not (byte)'"' and not (byte)'\\')
                text.Append((char)b);
            else
                text.Append('\\').Append((char)('0' + (b >> 6))).Append((char)('0' + (b >> 3 & 7))).Append((char)('0' + (b & 7)));
        }

        text.Append("\"\n");
    }
}
