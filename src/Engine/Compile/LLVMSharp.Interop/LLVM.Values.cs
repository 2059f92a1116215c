using System.Runtime.InteropServices;

namespace LLVMSharp.Interop;

internal static unsafe partial class LLVM
{
    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetValueName2", ExactSpelling = true)]
    public static extern sbyte* GetValueName2(LLVMOpaqueValue* Val, nuint* Length);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetFirstUse", ExactSpelling = true)]
    public static extern LLVMOpaqueUse* GetFirstUse(LLVMOpaqueValue* Val);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetLinkage", ExactSpelling = true)]
    public static extern LLVMLinkage GetLinkage(LLVMOpaqueValue* Global);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMIsDeclaration", ExactSpelling = true)]
    public static extern int IsDeclaration(LLVMOpaqueValue* Global);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMIsThreadLocal", ExactSpelling = true)]
    public static extern int IsThreadLocal(LLVMOpaqueValue* GlobalVar);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetThreadLocalMode", ExactSpelling = true)]
    public static extern LLVMThreadLocalMode GetThreadLocalMode(LLVMOpaqueValue* GlobalVar);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMSetThreadLocalMode", ExactSpelling = true)]
    public static extern void SetThreadLocalMode(LLVMOpaqueValue* GlobalVar, LLVMThreadLocalMode Mode);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMIsGlobalConstant", ExactSpelling = true)]
    public static extern int IsGlobalConstant(LLVMOpaqueValue* GlobalVar);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetSection", ExactSpelling = true)]
    public static extern sbyte* GetSection(LLVMOpaqueValue* Global);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMSetSection", ExactSpelling = true)]
    public static extern void SetSection(LLVMOpaqueValue* Global, sbyte* Section);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGlobalGetValueType", ExactSpelling = true)]
    public static extern LLVMOpaqueType* GlobalGetValueType(LLVMOpaqueValue* Global);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetInitializer", ExactSpelling = true)]
    public static extern LLVMOpaqueValue* GetInitializer(LLVMOpaqueValue* GlobalVar);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMIsNull", ExactSpelling = true)]
    public static extern int IsNull(LLVMOpaqueValue* Val);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMIsUndef", ExactSpelling = true)]
    public static extern int IsUndef(LLVMOpaqueValue* Val);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMIsAGlobalValue", ExactSpelling = true)]
    public static extern LLVMOpaqueValue* IsAGlobalValue(LLVMOpaqueValue* Val);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMIsABlockAddress", ExactSpelling = true)]
    public static extern LLVMOpaqueValue* IsABlockAddress(LLVMOpaqueValue* Val);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetNumOperands", ExactSpelling = true)]
    public static extern int GetNumOperands(LLVMOpaqueValue* Val);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetOperand", ExactSpelling = true)]
    public static extern LLVMOpaqueValue* GetOperand(LLVMOpaqueValue* Val, uint Index);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetFunctionCallConv", ExactSpelling = true)]
    public static extern uint GetFunctionCallConv(LLVMOpaqueValue* Fn);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetEnumAttributeKindForName", ExactSpelling = true)]
    public static extern uint GetEnumAttributeKindForName(sbyte* Name, nuint SLen);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetEnumAttributeAtIndex", ExactSpelling = true)]
    public static extern LLVMOpaqueAttributeRef* GetEnumAttributeAtIndex(LLVMOpaqueValue* F, LLVMAttributeIndex Idx, uint KindID);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetStringAttributeAtIndex", ExactSpelling = true)]
    public static extern LLVMOpaqueAttributeRef* GetStringAttributeAtIndex(LLVMOpaqueValue* F, LLVMAttributeIndex Idx, sbyte* K, uint KLen);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMCreateStringAttribute", ExactSpelling = true)]
    public static extern LLVMOpaqueAttributeRef* CreateStringAttribute(LLVMOpaqueContext* C, sbyte* K, uint KLength, sbyte* V, uint VLength);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMAddAttributeAtIndex", ExactSpelling = true)]
    public static extern void AddAttributeAtIndex(LLVMOpaqueValue* F, LLVMAttributeIndex Idx, LLVMOpaqueAttributeRef* A);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetAlignment", ExactSpelling = true)]
    public static extern uint GetAlignment(LLVMOpaqueValue* V);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMSetAlignment", ExactSpelling = true)]
    public static extern void SetAlignment(LLVMOpaqueValue* V, uint Bytes);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMTypeOf", ExactSpelling = true)]
    public static extern LLVMOpaqueType* TypeOf(LLVMOpaqueValue* Val);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetTypeAttributeValue", ExactSpelling = true)]
    public static extern LLVMOpaqueType* GetTypeAttributeValue(LLVMOpaqueAttributeRef* A);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMAliasGetAliasee", ExactSpelling = true)]
    public static extern LLVMOpaqueValue* AliasGetAliasee(LLVMOpaqueValue* Alias);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMIsAFunction", ExactSpelling = true)]
    public static extern LLVMOpaqueValue* IsAFunction(LLVMOpaqueValue* Val);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetUnnamedAddress", ExactSpelling = true)]
    public static extern LLVMUnnamedAddr GetUnnamedAddress(LLVMOpaqueValue* Global);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMIsConstantString", ExactSpelling = true)]
    public static extern int IsConstantString(LLVMOpaqueValue* c);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMGetAsString", ExactSpelling = true)]
    public static extern sbyte* GetAsString(LLVMOpaqueValue* c, nuint* Length);

    [DllImport("libLLVM", CallingConvention = CallingConvention.Cdecl, EntryPoint = "LLVMIsAConstantDataArray", ExactSpelling = true)]
    public static extern LLVMOpaqueValue* IsAConstantDataArray(LLVMOpaqueValue* Val);
}
