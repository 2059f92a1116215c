using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft;

/// <summary>Calls a native function whose type is known only at run time.</summary>
internal static unsafe class CallInvoker
{
    /// <summary>Calls it under a guard and writes out what it printed.</summary>
    /// <param name="faults">Guards it.</param>
    /// <param name="function">Its address.</param>
    /// <param name="request">Arguments and what it returns.</param>
    /// <param name="fault">The number of the fault that ended it; 0 if it returned.</param>
    /// <returns>The bits of the result.</returns>
    /// <exception cref="GraftException">GRAFT4009: it takes more arguments than there are registers.</exception>
    public static ulong Invoke(FaultWatch faults, nint function, CallRequest request, out long fault)
    {
        var call = new NativeCall { Function = function };
        var texts = new List<nint>();
        try
        {
            Distribute(request, &call, texts);
            fault = faults.Call(&call);
            NativeRuntime.FlushStandardOutput();
            return request.Returns switch
            {
                ValueClass.Binary64 => call.Vector,
                ValueClass.Binary32 => (uint)call.Vector,
                _ => call.Integer,
            };
        }
        finally
        {
            foreach (nint text in texts)
                Marshal.FreeCoTaskMem(text);
        }
    }

    private static void Distribute(CallRequest request, NativeCall* call, List<nint> texts)
    {
        int integerCount = 0;
        int vectorCount = 0;
        foreach (var argument in request.Arguments)
        {
            bool isVector = argument.Class is ValueClass.Binary64 or ValueClass.Binary32;
            bool isInRegister = isVector ? vectorCount < NativeCall.VectorRegisters : integerCount < NativeCall.IntegerRegisters;
            if (!isInRegister || argument.Class == ValueClass.Void || request.Returns == ValueClass.Text)
            {
                throw new GraftException(DiagnosticCatalog.NotCallable.At(
                    $"'{request.Function}' cannot be called from outside with these arguments: at most {NativeCall.IntegerRegisters} integers, "
                    + $"pointers and texts and {NativeCall.VectorRegisters} floating-point numbers can be passed"));
            }

            if (isVector)
            {
                call->Vectors[vectorCount++] = BitConverter.UInt64BitsToDouble(argument.Bits); // a float's bits are the low ones
                continue;
            }

            long value = (long)argument.Bits;
            if (argument.Class == ValueClass.Text)
            {
                texts.Add(Marshal.StringToCoTaskMemUTF8(argument.Text));
                value = texts[^1];
            }

            call->Integers[integerCount++] = value;
        }
    }
}
