using System.Globalization;
using System.Text;
using LLVMSharp.Interop;
using static LLVMSharp.Interop.LLVMTypeKind;

namespace Graft.Engine.Compile;

/// <summary>
/// Spells what a symbol's users were compiled for, equally in LLVM 14 to 22: for a function its type and the
/// attributes that change how it is called (<c>signext i8 (i32 signext, ptr byval({ i64, i64 }), ...)</c>), for a variable
/// its type. Structures are spelled by their fields, since names of types differ from unit to unit.
/// </summary>
/// <param name="layout">How the module's types lie in memory.</param>
internal sealed unsafe partial class SignatureText(LLVMOpaqueTargetData* layout)
{
    // Those that decide about registers, stack and extension, in clang's order.
    private static readonly string[] AbiAttributeNames = ["zeroext", "signext", "inreg", "sret", "byval"];

    private readonly (string Name, uint Kind)[] _abiAttributes = [.. AbiAttributeNames.Select(name => (name, KindOf(name)))];
    private readonly StringBuilder _text = new();
    private bool _isVariable;

    /// <summary>Spells the signature of a function, a variable or an alias of either.</summary>
    /// <param name="global">What is named.</param>
    /// <param name="function">The function that is meant, whose attributes count; null if it is none.</param>
    /// <returns>
    /// Empty if it says nothing of the definition: for a function that is declared without a prototype, and for a variable
    /// that is only declared (<c>extern int table[];</c>).
    /// </returns>
    public string Of(LLVMOpaqueValue* global, LLVMOpaqueValue* function)
    {
        var type = LLVM.GlobalGetValueType(global);
        _text.Clear();
        _isVariable = LLVM.GetTypeKind(type) != LLVMFunctionTypeKind;
        if (_isVariable && LLVM.IsDeclaration(global) == 0)
            AppendType(type);
        else if (!_isVariable && !IsUnprototyped(global, type))
            AppendFunction(function, type);
        return _text.ToString();
    }

    private static bool IsUnprototyped(LLVMOpaqueValue* global, LLVMOpaqueType* type) =>
        LLVM.IsDeclaration(global) != 0 && LLVM.IsFunctionVarArg(type) != 0 && LLVM.CountParamTypes(type) == 0;

    private static uint KindOf(string attribute)
    {
        fixed (byte* name = LlvmText.WithNul(attribute))
            return LLVM.GetEnumAttributeKindForName((sbyte*)name, (nuint)attribute.Length);
    }

    private void AppendFunction(LLVMOpaqueValue* function, LLVMOpaqueType* type)
    {
        AppendCallingConvention(function);
        int start = _text.Length;
        AppendAttributes(function, 0);
        if (_text.Length > start)
            _text.Remove(start, 1).Append(' ');
        AppendType(LLVM.GetReturnType(type));
        _text.Append(" (");
        uint count = LLVM.CountParamTypes(type);
        var parameters = new nint[count];
        fixed (nint* first = parameters)
            LLVM.GetParamTypes(type, (LLVMOpaqueType**)first);
        for (int i = 0; i < parameters.Length; i++)
        {
            _text.Append(i > 0 ? ", " : "");
            AppendType((LLVMOpaqueType*)parameters[i]);
            AppendAttributes(function, i + 1);
        }

        if (LLVM.IsFunctionVarArg(type) != 0)
            _text.Append(count > 0 ? ", ..." : "...");
        _text.Append(')');
    }

    private void AppendCallingConvention(LLVMOpaqueValue* function)
    {
        uint convention = function is null ? 0 : LLVM.GetFunctionCallConv(function);
        if (convention != 0)
            _text.Append(CultureInfo.InvariantCulture, $"cc {convention} ");
    }

    private void AppendAttributes(LLVMOpaqueValue* function, int index)
    {
        if (function is null)
            return;
        foreach (var (name, kind) in _abiAttributes)
        {
            var attribute = LLVM.GetEnumAttributeAtIndex(function, (LLVMAttributeIndex)index, kind);
            if (attribute is null)
                continue;
            _text.Append(' ').Append(name);
            if (name is not ("sret" or "byval"))
                continue;
            _text.Append('(');
            AppendType(LLVM.GetTypeAttributeValue(attribute));
            _text.Append(')');
        }
    }

    private void AppendType(LLVMOpaqueType* type)
    {
        var kind = LLVM.GetTypeKind(type);
        switch (kind)
        {
            case LLVMIntegerTypeKind:
                _text.Append(CultureInfo.InvariantCulture, $"i{LLVM.GetIntTypeWidth(type)}");
                break;
            case LLVMPointerTypeKind:
                uint space = LLVM.GetPointerAddressSpace(type);
                _text.Append(space == 0 ? "ptr" : string.Create(CultureInfo.InvariantCulture, $"ptr addrspace({space})"));
                break;
            case LLVMArrayTypeKind:
                AppendSequence('[', LLVM.GetArrayLength(type), type, ']');
                break;
            case LLVMVectorTypeKind:
                AppendSequence('<', LLVM.GetVectorSize(type), type, '>');
                break;
            case LLVMStructTypeKind:
                AppendStruct(type);
                break;
            case LLVMFunctionTypeKind:
                AppendFunction(null, type);
                break;
            default:
                _text.Append(SimpleName(kind));
                break;
        }
    }

    private void AppendSequence(char open, uint length, LLVMOpaqueType* type, char close)
    {
        _text.Append(open).Append(CultureInfo.InvariantCulture, $"{length} x ");
        AppendType(LLVM.GetElementType(type));
        _text.Append(close);
    }

    private static string SimpleName(LLVMTypeKind kind) => kind switch
    {
        LLVMVoidTypeKind => "void",
        LLVMHalfTypeKind => "half",
        LLVMBFloatTypeKind => "bfloat",
        LLVMFloatTypeKind => "float",
        LLVMDoubleTypeKind => "double",
        LLVMX86_FP80TypeKind => "x86_fp80",
        LLVMFP128TypeKind => "fp128",
        LLVMPPC_FP128TypeKind => "ppc_fp128",
        LLVMX86_MMXTypeKind => "x86_mmx",
        LLVMX86_AMXTypeKind => "x86_amx",
        LLVMMetadataTypeKind => "metadata",
        LLVMTokenTypeKind => "token",
        _ => "other",
    };
}
