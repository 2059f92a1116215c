using System.Runtime.InteropServices;

namespace Graft;

/// <summary>
/// A call with all argument registers filled, and its result (<see cref="GuardEntries.Invoke"/> knows the layout). In the System V ABI integers and
/// floating-point numbers go to registers of their own, in their own order, so that one such call fits every function which takes no more than these.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeCall
{
    /// <summary>How many integers fit.</summary>
    public const int IntegerRegisters = 6;

    /// <summary>How many floating-point numbers fit.</summary>
    public const int VectorRegisters = 8;

    /// <summary>The function.</summary>
    public nint Function;

    /// <summary>What goes to rdi, rsi, rdx, rcx, r8 and r9.</summary>
    public fixed long Integers[IntegerRegisters];

    /// <summary>What goes to xmm0 to xmm7.</summary>
    public fixed double Vectors[VectorRegisters];

    /// <summary>What came back in rax.</summary>
    public ulong Integer;

    /// <summary>What came back in xmm0.</summary>
    public ulong Vector;
}
