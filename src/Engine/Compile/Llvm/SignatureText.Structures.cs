using System.Globalization;
using LLVMSharp.Interop;
using static LLVMSharp.Interop.LLVMTypeKind;

namespace Graft.Engine.Compile;

/// <summary>
/// Structures. A variable's type in IR follows its initialiser: clang adds padding as fields (<c>{ ptr, i32, [4 x i8] }</c>)
/// and writes the first elements of an array one by one (<c>&lt;{ i32, i32, [98 x i32] }&gt;</c>). A variable's type must not
/// seem to change with its initial value, so both are taken back here.
/// </summary>
internal sealed unsafe partial class SignatureText
{
    // Padding brings the next field to its alignment; no type wants more than 16.
    private const uint GreatestPadding = 15;

    private void AppendStruct(LLVMOpaqueType* type)
    {
        if (LLVM.IsOpaqueStruct(type) != 0)
        {
            _text.Append("opaque");
            return;
        }

        bool packed = LLVM.IsPackedStruct(type) != 0;
        var fields = new List<nint>();
        for (uint i = 0; i < LLVM.CountStructElementTypes(type); i++)
            fields.Add((nint)LLVM.StructGetTypeAtIndex(type, i));
        if (_isVariable && LLVM.TypeIsSized(type) != 0)
        {
            if (packed && TryAppendAsArray(fields))
                return;
            RemovePadding(type, fields, ref packed);
        }

        AppendFields(fields, packed);
    }

    private void AppendFields(List<nint> fields, bool packed)
    {
        _text.Append(packed ? "<{" : "{");
        for (int i = 0; i < fields.Count; i++)
        {
            _text.Append(i > 0 ? ", " : " ");
            AppendType((LLVMOpaqueType*)fields[i]);
        }

        _text.Append(fields.Count > 0 ? " " : "").Append(packed ? "}>" : "}");
    }

    /// <summary>Elements and arrays of elements, all of one type, are an array.</summary>
    private bool TryAppendAsArray(List<nint> fields)
    {
        if (fields.Count < 2)
            return false;
        int start = _text.Length;
        string? common = null;
        ulong length = 0;
        foreach (nint field in fields)
        {
            var element = (LLVMOpaqueType*)field;
            // The zeros at the end are an array, also of arrays; the elements before them tell which.
            bool isTail = common is not null && LLVM.GetTypeKind(element) == LLVMArrayTypeKind && Spell(element) != common;
            length += isTail ? LLVM.GetArrayLength(element) : 1;
            string spelled = Spell(isTail ? LLVM.GetElementType(element) : element);
            common ??= spelled;
            if (spelled != common)
                return false;
        }

        _text.Append(CultureInfo.InvariantCulture, $"[{length} x {common}]");
        return true;

        string Spell(LLVMOpaqueType* part)
        {
            AppendType(part);
            string spelled = _text.ToString(start, _text.Length - start);
            _text.Length = start;
            return spelled;
        }
    }

    /// <summary>Removes bytes that only fill up to where alignment puts the next field anyway; what then lies naturally needs not be called packed.</summary>
    private void RemovePadding(LLVMOpaqueType* type, List<nint> fields, ref bool packed)
    {
        ulong size = LLVM.ABISizeOfType(layout, type);
        uint greatest = 1;
        foreach (nint field in fields)
            greatest = Math.Max(greatest, LLVM.ABIAlignmentOfType(layout, (LLVMOpaqueType*)field));

        List<nint> kept = [];
        ulong end = 0;
        bool natural = true;
        for (int i = 0; i < fields.Count; i++)
        {
            var field = (LLVMOpaqueType*)fields[i];
            ulong offset = LLVM.OffsetOfElement(layout, type, (uint)i);
            bool isLast = i + 1 == fields.Count;
            ulong next = isLast ? size : LLVM.OffsetOfElement(layout, type, (uint)i + 1);
            uint alignment = isLast ? greatest : LLVM.ABIAlignmentOfType(layout, (LLVMOpaqueType*)fields[i + 1]);
            if (IsBytes(field) && offset + LLVM.ABISizeOfType(layout, field) == next && AlignUp(offset, alignment) == next)
                continue;
            kept.Add((nint)field);
            natural &= AlignUp(end, LLVM.ABIAlignmentOfType(layout, field)) == offset;
            end = offset + LLVM.ABISizeOfType(layout, field);
        }

        if (!natural || AlignUp(end, greatest) != size)
            return;
        fields.Clear();
        fields.AddRange(kept);
        packed = false;
    }

    private static bool IsBytes(LLVMOpaqueType* type) =>
        IsByte(type)
        || LLVM.GetTypeKind(type) == LLVMArrayTypeKind && LLVM.GetArrayLength(type) is > 0 and <= GreatestPadding && IsByte(LLVM.GetElementType(type));

    private static bool IsByte(LLVMOpaqueType* type) =>
        LLVM.GetTypeKind(type) == LLVMIntegerTypeKind && LLVM.GetIntTypeWidth(type) == 8;

    private static ulong AlignUp(ulong value, uint alignment) => (value + alignment - 1) / alignment * alignment;
}
