using System.Runtime.InteropServices;
using LLVMSharp.Interop;

namespace Graft.Engine.Compile;

/// <summary>
/// Puts every function and every variable into a section of its own, so that the linker can replace functions one by
/// one and keep each variable's memory. clang's -ffunction-sections and -fdata-sections do the same, but are not in LLVM's
/// C API. Left alone: private constants (strings, jump tables), LLVM's own arrays, common variables
/// and what has a section already. The names' prefixes are those that LLVM derives a section's type and flags from.
/// </summary>
/// <remarks>
/// Objects that are merged from parts have to be taken apart without a doubt. There private constants have sections of their own too, except strings, which
/// LLVM gathers where each can be told from the next; and functions that share a section of the family <c>.text.</c> (initialisers, <c>.text.startup</c>) do not.
/// </remarks>
internal static unsafe class EntitySections
{
    /// <summary>Assigns the sections.</summary>
    /// <param name="module">The module, ready to be emitted.</param>
    /// <param name="isCut">Whether the object will be taken apart.</param>
    public static void Assign(LLVMOpaqueModule* module, bool isCut)
    {
        for (var function = LLVM.GetFirstFunction(module); function is not null; function = LLVM.GetNextFunction(function))
        {
            if (IsEmitted(function) && HasNoSection(function))
                SetSection(function, ".text."u8);
            else if (isCut && IsEmitted(function) && MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)LLVM.GetSection(function)) is var shared && shared.StartsWith(".text."u8))
                SetSection(function, [.. shared, (byte)'.']);
        }

        for (var variable = LLVM.GetFirstGlobal(module); variable is not null; variable = LLVM.GetNextGlobal(variable))
        {
            if (IsEmitted(variable) && HasNoSection(variable) && (IsOrdinary(variable) || (isCut && IsLoneConstant(variable))))
                SetSection(variable, PrefixFor(variable));
        }
    }

    private static bool IsEmitted(LLVMOpaqueValue* global) =>
        LLVM.IsDeclaration(global) == 0 && LLVM.GetLinkage(global) != LLVMLinkage.LLVMAvailableExternallyLinkage;

    private static bool HasNoSection(LLVMOpaqueValue* global) => LLVM.GetSection(global) is var name && (name is null || *name == 0);

    private static bool IsOrdinary(LLVMOpaqueValue* variable)
    {
        var name = LlvmText.SymbolName(variable);
        return !name.IsEmpty && !name.StartsWith("llvm."u8)
            && LLVM.GetLinkage(variable) is not (LLVMLinkage.LLVMPrivateLinkage or LLVMLinkage.LLVMCommonLinkage);
    }

    /// <summary>Whether a variable is a private constant that LLVM would put beside others without a mark between them.</summary>
    private static bool IsLoneConstant(LLVMOpaqueValue* variable)
    {
        if (LLVM.GetLinkage(variable) != LLVMLinkage.LLVMPrivateLinkage || LLVM.IsGlobalConstant(variable) == 0
            || LLVM.IsThreadLocal(variable) != 0 || LlvmText.SymbolName(variable).IsEmpty)
            return false;
        var initializer = LLVM.GetInitializer(variable);
        if (LLVM.GetUnnamedAddress(variable) != LLVMUnnamedAddr.LLVMGlobalUnnamedAddr
            || LLVM.IsAConstantDataArray(initializer) is null || LLVM.IsConstantString(initializer) == 0)
            return true;
        nuint length;
        var text = LLVM.GetAsString(initializer, &length);
        return new ReadOnlySpan<byte>(text, (int)length).IndexOf((byte)0) != (int)length - 1;
    }

    private static ReadOnlySpan<byte> PrefixFor(LLVMOpaqueValue* variable)
    {
        var initializer = LLVM.GetInitializer(variable);
        bool isZero = LLVM.IsNull(initializer) != 0 || LLVM.IsUndef(initializer) != 0;
        if (LLVM.IsThreadLocal(variable) != 0)
            return isZero ? ".tbss."u8 : ".tdata."u8;
        if (LLVM.IsGlobalConstant(variable) != 0)
            return HoldsAddress(initializer, []) ? ".data.rel.ro."u8 : ".rodata."u8;
        return isZero ? ".bss."u8 : ".data."u8;
    }

    /// <summary>Whether a constant can be written only when addresses are known.</summary>
    private static bool HoldsAddress(LLVMOpaqueValue* constant, HashSet<nint> seen)
    {
        if (LLVM.IsAGlobalValue(constant) is not null || LLVM.IsABlockAddress(constant) is not null)
            return true;
        int count = LLVM.GetNumOperands(constant);
        if (count == 0 || !seen.Add((nint)constant))
            return false;
        for (int i = 0; i < count; i++)
        {
            if (HoldsAddress(LLVM.GetOperand(constant, (uint)i), seen))
                return true;
        }

        return false;
    }

    private static void SetSection(LLVMOpaqueValue* global, ReadOnlySpan<byte> prefix)
    {
        byte[] section = [.. prefix, .. LlvmText.SymbolName(global), 0];
        fixed (byte* name = section)
            LLVM.SetSection(global, (sbyte*)name);
    }
}
