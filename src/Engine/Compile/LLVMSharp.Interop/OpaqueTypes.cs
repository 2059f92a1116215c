namespace LLVMSharp.Interop;

// What the C API calls LLVM...Ref, under the names that LLVMSharp gives to what they point to.

internal struct LLVMOpaqueAttributeRef;

internal struct LLVMOpaqueContext;

internal struct LLVMOpaqueDiagnosticInfo;

internal struct LLVMOpaqueError;

internal struct LLVMOpaqueMemoryBuffer;

internal struct LLVMOpaqueMetadata;

internal struct LLVMOpaqueModule;

internal struct LLVMOpaquePassBuilderOptions;

internal struct LLVMOpaqueTargetData;

internal struct LLVMOpaqueTargetMachine;

internal struct LLVMOpaqueType;

internal struct LLVMOpaqueUse;

internal struct LLVMOpaqueValue;

internal struct LLVMTarget;
