using System.Runtime.InteropServices;

namespace LLVMSharp.Interop;

internal static unsafe partial class LLVM
{
    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetTypeKind", ExactSpelling = true)]
    public static extern LLVMTypeKind GetTypeKind(LLVMOpaqueType* Ty);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetTypeContext", ExactSpelling = true)]
    public static extern LLVMOpaqueContext* GetTypeContext(LLVMOpaqueType* Ty);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetIntTypeWidth", ExactSpelling = true)]
    public static extern uint GetIntTypeWidth(LLVMOpaqueType* IntegerTy);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMIsFunctionVarArg", ExactSpelling = true)]
    public static extern int IsFunctionVarArg(LLVMOpaqueType* FunctionTy);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetReturnType", ExactSpelling = true)]
    public static extern LLVMOpaqueType* GetReturnType(LLVMOpaqueType* FunctionTy);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMCountParamTypes", ExactSpelling = true)]
    public static extern uint CountParamTypes(LLVMOpaqueType* FunctionTy);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetParamTypes", ExactSpelling = true)]
    public static extern void GetParamTypes(LLVMOpaqueType* FunctionTy, LLVMOpaqueType** Dest);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMIsOpaqueStruct", ExactSpelling = true)]
    public static extern int IsOpaqueStruct(LLVMOpaqueType* StructTy);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMIsPackedStruct", ExactSpelling = true)]
    public static extern int IsPackedStruct(LLVMOpaqueType* StructTy);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMCountStructElementTypes", ExactSpelling = true)]
    public static extern uint CountStructElementTypes(LLVMOpaqueType* StructTy);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMStructGetTypeAtIndex", ExactSpelling = true)]
    public static extern LLVMOpaqueType* StructGetTypeAtIndex(LLVMOpaqueType* StructTy, uint i);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetElementType", ExactSpelling = true)]
    public static extern LLVMOpaqueType* GetElementType(LLVMOpaqueType* Ty);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetArrayLength", ExactSpelling = true)]
    public static extern uint GetArrayLength(LLVMOpaqueType* ArrayTy);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetVectorSize", ExactSpelling = true)]
    public static extern uint GetVectorSize(LLVMOpaqueType* VectorTy);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetPointerAddressSpace", ExactSpelling = true)]
    public static extern uint GetPointerAddressSpace(LLVMOpaqueType* PointerTy);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMTypeIsSized", ExactSpelling = true)]
    public static extern int TypeIsSized(LLVMOpaqueType* Ty);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetModuleDataLayout", ExactSpelling = true)]
    public static extern LLVMOpaqueTargetData* GetModuleDataLayout(LLVMOpaqueModule* M);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMABISizeOfType", ExactSpelling = true)]
    public static extern ulong ABISizeOfType(LLVMOpaqueTargetData* TD, LLVMOpaqueType* Ty);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMABIAlignmentOfType", ExactSpelling = true)]
    public static extern uint ABIAlignmentOfType(LLVMOpaqueTargetData* TD, LLVMOpaqueType* Ty);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMOffsetOfElement", ExactSpelling = true)]
    public static extern ulong OffsetOfElement(LLVMOpaqueTargetData* TD, LLVMOpaqueType* StructTy, uint Element);
}
