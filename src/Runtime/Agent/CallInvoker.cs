using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft;

/// <summary>
/// Calls a native function whose type is known only at run time. In the System V ABI integers and floating-point numbers
/// go to registers of their own, in their own order, so that one call with all argument registers filled fits
/// every function which takes no more than these.
/// </summary>
internal static unsafe class CallInvoker
{
    private const int IntegerRegisters = 6;
    private const int VectorRegisters = 8;

    /// <summary>Calls it and writes out what it printed.</summary>
    /// <param name="function">Its address.</param>
    /// <param name="request">Arguments and what it returns.</param>
    /// <returns>The bits of the result.</returns>
    /// <exception cref="GraftException">GRAFT4009: it takes more arguments than there are registers.</exception>
    public static ulong Invoke(nint function, CallRequest request)
    {
        Span<long> integers = stackalloc long[IntegerRegisters];
        Span<double> vectors = stackalloc double[VectorRegisters];
        var texts = new List<nint>();
        try
        {
            Distribute(request, integers, vectors, texts);
            ulong result = Call(function, request.Returns, integers, vectors);
            NativeRuntime.FlushStandardOutput();
            return result;
        }
        finally
        {
            foreach (nint text in texts)
                Marshal.FreeCoTaskMem(text);
        }
    }

    private static void Distribute(CallRequest request, Span<long> integers, Span<double> vectors, List<nint> texts)
    {
        int integerCount = 0;
        int vectorCount = 0;
        foreach (var argument in request.Arguments)
        {
            bool isVector = argument.Class is ValueClass.Binary64 or ValueClass.Binary32;
            bool isInRegister = isVector ? vectorCount < VectorRegisters : integerCount < IntegerRegisters;
            if (!isInRegister || argument.Class == ValueClass.Void || request.Returns == ValueClass.Text)
            {
                throw new GraftException(DiagnosticCatalog.NotCallable.At(
                    $"'{request.Function}' cannot be called from outside with these arguments: at most {IntegerRegisters} integers, "
                    + $"pointers and texts and {VectorRegisters} floating-point numbers can be passed"));
            }

            if (isVector)
            {
                vectors[vectorCount++] = BitConverter.UInt64BitsToDouble(argument.Bits); // a float's bits are the low ones
                continue;
            }

            long value = (long)argument.Bits;
            if (argument.Class == ValueClass.Text)
            {
                texts.Add(Marshal.StringToCoTaskMemUTF8(argument.Text));
                value = texts[^1];
            }

            integers[integerCount++] = value;
        }
    }

    private static ulong Call(nint function, ValueClass returns, ReadOnlySpan<long> i, ReadOnlySpan<double> v)
    {
        switch (returns)
        {
            case ValueClass.Binary64:
                double wide = ((delegate* unmanaged[Cdecl]<
                    long, long, long, long, long, long, double, double, double, double, double, double, double, double, double>)function)(
                    i[0], i[1], i[2], i[3], i[4], i[5], v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]);
                return BitConverter.DoubleToUInt64Bits(wide);
            case ValueClass.Binary32:
                float narrow = ((delegate* unmanaged[Cdecl]<
                    long, long, long, long, long, long, double, double, double, double, double, double, double, double, float>)function)(
                    i[0], i[1], i[2], i[3], i[4], i[5], v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]);
                return BitConverter.SingleToUInt32Bits(narrow);
            default:
                long word = ((delegate* unmanaged[Cdecl]<
                    long, long, long, long, long, long, double, double, double, double, double, double, double, double, long>)function)(
                    i[0], i[1], i[2], i[3], i[4], i[5], v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]);
                return (ulong)word;
        }
    }
}
