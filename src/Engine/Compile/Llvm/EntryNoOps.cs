using Graft.Protocol;
using LLVMSharp.Interop;

namespace Graft.Engine.Compile;

/// <summary>
/// Has functions begin with the no-op that direct calls need (<see cref="EntryNoOp"/>), by LLVM's attribute <c>patchable-function-entry</c>.
/// Left alone: functions that say something about their entry themselves, and modules whose entries carry marks of control-flow
/// enforcement, which have to come first.
/// </summary>
internal static unsafe class EntryNoOps
{
    /// <summary>Attributes that instrument a function's entry (LLVM Language Reference, "Function Attributes").</summary>
    private static readonly byte[][] OwnEntries =
    [
        [.. "patchable-function-entry"u8], [.. "patchable-function-prefix"u8], [.. "patchable-function"u8], [.. "function-instrument"u8],
        [.. "fentry-call"u8],
    ];

    /// <summary>Adds it to definitions of a module that is about to be emitted, whose sections are assigned.</summary>
    /// <param name="module">The module.</param>
    /// <param name="isPatchable">Whether to all; otherwise to those that other units may call.</param>
    /// <returns>Sections with functions that have room at their entries for another reason.</returns>
    public static HashSet<string> Add(LLVMOpaqueModule* module, bool isPatchable)
    {
        var mark = "cf-protection-branch"u8;
        bool isEnforced = LLVM.GetModuleFlag(module, LlvmText.Literal(mark), (nuint)mark.Length) is not null;
        HashSet<string> others = [];
        for (var function = LLVM.GetFirstFunction(module); function is not null; function = LLVM.GetNextFunction(function))
        {
            if (LLVM.IsDeclaration(function) != 0 || LLVM.GetLinkage(function) == LLVMLinkage.LLVMAvailableExternallyLinkage)
                continue;
            if (HasOwnEntry(function))
                others.Add(LlvmText.Read(LLVM.GetSection(function)));
            else if (!isEnforced && IsCalled(function, isPatchable))
                Add(function);
        }

        return others;
    }

    private static bool HasOwnEntry(LLVMOpaqueValue* function)
    {
        foreach (byte[] name in OwnEntries)
        {
            fixed (byte* start = name)
            {
                if (LLVM.GetStringAttributeAtIndex(function, LLVMAttributeIndex.LLVMAttributeFunctionIndex, (sbyte*)start, (uint)name.Length) is not null)
                    return true;
            }
        }

        return false;
    }

    private static bool IsCalled(LLVMOpaqueValue* function, bool isPatchable)
    {
        var linkage = LLVM.GetLinkage(function);
        bool isLocal = linkage is LLVMLinkage.LLVMInternalLinkage or LLVMLinkage.LLVMPrivateLinkage;
        return (isPatchable || !isLocal) && !Has(function, "naked"u8);
    }

    private static void Add(LLVMOpaqueValue* function)
    {
        var name = "patchable-function-entry"u8;
        var length = "8"u8;
        var attribute = LLVM.CreateStringAttribute(
            LLVM.GetTypeContext(LLVM.TypeOf(function)), LlvmText.Literal(name), (uint)name.Length, LlvmText.Literal(length), (uint)length.Length);
        LLVM.AddAttributeAtIndex(function, LLVMAttributeIndex.LLVMAttributeFunctionIndex, attribute);

        // Functions that say nothing are aligned by 16 bytes, unless they are to be small.
        uint alignment = LLVM.GetAlignment(function);
        if (alignment == 0 ? Has(function, "optsize"u8) : alignment < EntryNoOp.Size)
            LLVM.SetAlignment(function, EntryNoOp.Size);
    }

    private static bool Has(LLVMOpaqueValue* function, ReadOnlySpan<byte> attribute)
    {
        uint kind = LLVM.GetEnumAttributeKindForName(LlvmText.Literal(attribute), (nuint)attribute.Length);
        return LLVM.GetEnumAttributeAtIndex(function, LLVMAttributeIndex.LLVMAttributeFunctionIndex, kind) is not null;
    }
}
