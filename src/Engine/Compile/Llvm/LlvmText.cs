using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using LLVMSharp.Interop;

namespace Graft.Engine.Compile;

/// <summary>Strings on their way to and from LLVM: UTF-8, ended by NUL.</summary>
internal static unsafe class LlvmText
{
    /// <summary>A literal (<c>"..."u8</c>), which lies in memory for good and has a NUL behind it.</summary>
    public static sbyte* Literal(ReadOnlySpan<byte> literal) => (sbyte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(literal));

    /// <summary>The text as bytes with a NUL behind them.</summary>
    public static byte[] WithNul(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    /// <summary>Reads a string that LLVM keeps.</summary>
    public static string Read(sbyte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    /// <summary>Reads a string that LLVM made for us and gives it back.</summary>
    public static string Take(sbyte* text)
    {
        string result = Read(text);
        if (text is not null)
            LLVM.DisposeMessage(text);
        return result;
    }

    /// <summary>
    /// The name that a value has in the object file. A leading \01 tells LLVM to add no prefix and is not part of it.
    /// </summary>
    public static ReadOnlySpan<byte> SymbolName(LLVMOpaqueValue* value)
    {
        nuint length;
        sbyte* text = LLVM.GetValueName2(value, &length);
        var name = new ReadOnlySpan<byte>(text, checked((int)length));
        return name is [1, .. var rest] ? rest : name;
    }
}
