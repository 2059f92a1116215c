namespace LLVMSharp.Interop;

// Only the members that Graft names; values are those of the C API, equal in LLVM 14 to 22.

internal enum LLVMAttributeIndex
{
    LLVMAttributeReturnIndex = 0,
    LLVMAttributeFunctionIndex = -1,
}

internal enum LLVMCodeGenFileType
{
    LLVMObjectFile = 1,
}

internal enum LLVMCodeGenOptLevel
{
    LLVMCodeGenLevelNone,
    LLVMCodeGenLevelLess,
    LLVMCodeGenLevelDefault,
    LLVMCodeGenLevelAggressive,
}

internal enum LLVMCodeModel
{
    LLVMCodeModelDefault,
}

internal enum LLVMDiagnosticSeverity
{
    LLVMDSError,
    LLVMDSWarning,
}

internal enum LLVMLinkage
{
    LLVMAvailableExternallyLinkage = 1,
    LLVMInternalLinkage = 8,
    LLVMPrivateLinkage = 9,
    LLVMCommonLinkage = 14,
}

internal enum LLVMModuleFlagBehavior
{
    LLVMModuleFlagBehaviorError,
}

internal enum LLVMRelocMode
{
    LLVMRelocPIC = 2,
}

internal enum LLVMThreadLocalMode
{
    LLVMNotThreadLocal,
    LLVMGeneralDynamicTLSModel,
    LLVMLocalDynamicTLSModel,
    LLVMInitialExecTLSModel,
    LLVMLocalExecTLSModel,
}

internal enum LLVMTypeKind
{
    LLVMVoidTypeKind,
    LLVMHalfTypeKind,
    LLVMFloatTypeKind,
    LLVMDoubleTypeKind,
    LLVMX86_FP80TypeKind,
    LLVMFP128TypeKind,
    LLVMPPC_FP128TypeKind,
    LLVMLabelTypeKind,
    LLVMIntegerTypeKind,
    LLVMFunctionTypeKind,
    LLVMStructTypeKind,
    LLVMArrayTypeKind,
    LLVMPointerTypeKind,
    LLVMVectorTypeKind,
    LLVMMetadataTypeKind,
    LLVMX86_MMXTypeKind,
    LLVMTokenTypeKind,
    LLVMScalableVectorTypeKind,
    LLVMBFloatTypeKind,
    LLVMX86_AMXTypeKind,
    LLVMTargetExtTypeKind,
}

internal enum LLVMVerifierFailureAction
{
    LLVMReturnStatusAction = 2,
}

internal enum LLVMUnnamedAddr
{
    LLVMNoUnnamedAddr,
    LLVMLocalUnnamedAddr,
    LLVMGlobalUnnamedAddr,
}
