using System.Runtime.InteropServices;

namespace LLVMSharp.Interop;

internal static unsafe partial class LLVM
{
    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetNamedGlobal", ExactSpelling = true)]
    public static extern LLVMOpaqueValue* GetNamedGlobal(LLVMOpaqueModule* M, sbyte* Name);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMDisposeModule", ExactSpelling = true)]
    public static extern void DisposeModule(LLVMOpaqueModule* M);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMPrintModuleToString", ExactSpelling = true)]
    public static extern sbyte* PrintModuleToString(LLVMOpaqueModule* M);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMSetModuleIdentifier", ExactSpelling = true)]
    public static extern void SetModuleIdentifier(LLVMOpaqueModule* M, sbyte* Ident, nuint Len);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMSetSourceFileName", ExactSpelling = true)]
    public static extern void SetSourceFileName(LLVMOpaqueModule* M, sbyte* Name, nuint Len);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetTarget", ExactSpelling = true)]
    public static extern sbyte* GetTarget(LLVMOpaqueModule* M);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMSetTarget", ExactSpelling = true)]
    public static extern void SetTarget(LLVMOpaqueModule* M, sbyte* Triple);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMSetModuleDataLayout", ExactSpelling = true)]
    public static extern void SetModuleDataLayout(LLVMOpaqueModule* M, LLVMOpaqueTargetData* DL);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMAppendModuleInlineAsm", ExactSpelling = true)]
    public static extern void AppendModuleInlineAsm(LLVMOpaqueModule* M, sbyte* Asm, nuint Len);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetModuleFlag", ExactSpelling = true)]
    public static extern LLVMOpaqueMetadata* GetModuleFlag(LLVMOpaqueModule* M, sbyte* Key, nuint KeyLen);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMAddModuleFlag", ExactSpelling = true)]
    public static extern void AddModuleFlag(
        LLVMOpaqueModule* M, LLVMModuleFlagBehavior Behavior, sbyte* Key, nuint KeyLen, LLVMOpaqueMetadata* Val);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMValueAsMetadata", ExactSpelling = true)]
    public static extern LLVMOpaqueMetadata* ValueAsMetadata(LLVMOpaqueValue* Val);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMConstInt", ExactSpelling = true)]
    public static extern LLVMOpaqueValue* ConstInt(LLVMOpaqueType* IntTy, ulong N, int SignExtend);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMInt32TypeInContext", ExactSpelling = true)]
    public static extern LLVMOpaqueType* Int32TypeInContext(LLVMOpaqueContext* C);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetFirstFunction", ExactSpelling = true)]
    public static extern LLVMOpaqueValue* GetFirstFunction(LLVMOpaqueModule* M);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetNextFunction", ExactSpelling = true)]
    public static extern LLVMOpaqueValue* GetNextFunction(LLVMOpaqueValue* Fn);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetFirstGlobal", ExactSpelling = true)]
    public static extern LLVMOpaqueValue* GetFirstGlobal(LLVMOpaqueModule* M);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetNextGlobal", ExactSpelling = true)]
    public static extern LLVMOpaqueValue* GetNextGlobal(LLVMOpaqueValue* GlobalVar);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetFirstGlobalAlias", ExactSpelling = true)]
    public static extern LLVMOpaqueValue* GetFirstGlobalAlias(LLVMOpaqueModule* M);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetNextGlobalAlias", ExactSpelling = true)]
    public static extern LLVMOpaqueValue* GetNextGlobalAlias(LLVMOpaqueValue* GA);
}
