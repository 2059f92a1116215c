using System.Runtime.InteropServices;

namespace Graft.Tests.Runtimes;

/// <summary>A call that went through the trap arrives as if it had not.</summary>
public sealed class TrapRegisterSpecs
{
    // movs of all argument registers to the buffer that rdi points to: 6 integers, rax, r10, then 8 vectors.
    private static readonly byte[] Recorder =
    [
        0x48, 0x89, 0x3F, 0x48, 0x89, 0x77, 0x08, 0x48, 0x89, 0x57, 0x10, 0x48, 0x89, 0x4F, 0x18, // rdi rsi rdx rcx
        0x4C, 0x89, 0x47, 0x20, 0x4C, 0x89, 0x4F, 0x28, 0x48, 0x89, 0x47, 0x30, 0x4C, 0x89, 0x57, 0x38, // r8 r9 rax r10
    ];

    [Fact]
    public async Task All_argument_registers_survive_the_wait()
    {
        using var scene = new Scene();
        nint buffer = Marshal.AllocHGlobal(16 * sizeof(ulong));
        try
        {
            // The caller fills rax and r10, which C cannot, and jumps: mov rax, imm; mov r10, imm; jmp record.
            scene.Load(new HandModule("caller").Function("call_it", code => code
                .Add(0x48, 0xB8).Add(BitConverter.GetBytes(0x1111_2222_3333_4408))
                .Add(0x49, 0xBA).Add(BitConverter.GetBytes(0x5555_6666_7777_8888))
                .TailCall("record")));
            var call = Task.Run(() => Call(scene, buffer));
            await Task.Delay(100);
            Assert.False(call.IsCompleted);

            scene.Load(new HandModule("callee")
                .Function("record", code => code.Add(Recorder).TailCall("record_vectors"))
                .Function("record_vectors", code => AddVectorStores(code).Return()));
            await call.WaitAsync(TimeSpan.FromSeconds(20));

            AssertArrived(buffer);
        }
        finally
        {
            Marshal.FreeHGlobal(buffer);
        }
    }

    [Fact]
    public async Task A_variadic_call_of_a_host_function_through_a_stub_gets_its_doubles()
    {
        using var scene = new Scene();
        var call = Task.Run(() => PrintThroughStub(scene));
        await Task.Delay(50);
        scene.Load(new HandModule("forward").Function("print", code => code.Add(0xB0, 0x01).TailCall("snprintf"))); // mov al, 1
        Assert.Equal("2.25 and 7", await call.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    private static unsafe void AssertArrived(nint buffer)
    {
        var integers = new ReadOnlySpan<ulong>((void*)buffer, 8);
        Assert.Equal([(ulong)buffer, 2UL, 3UL, 4UL, 5UL, 6UL, 0x1111_2222_3333_4408UL, 0x5555_6666_7777_8888UL], integers);
        var vectors = new ReadOnlySpan<double>((void*)(buffer + 64), 8);
        Assert.Equal([1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5], vectors);
    }

    private static HandCode AddVectorStores(HandCode code)
    {
        for (byte register = 0; register < 8; register++)
            code.Add(0xF2, 0x0F, 0x11, (byte)(0x47 | (register << 3)), (byte)(64 + (8 * register))); // movsd [rdi+64+8r], xmm(r)
        return code;
    }

    private static unsafe void Call(Scene scene, nint buffer) =>
        ((delegate* unmanaged[Cdecl]<nint, long, long, long, long, long, double, double, double, double, double, double, double, double, void>)
            scene.Runtime.GetFunctionPointer("call_it"))(buffer, 2, 3, 4, 5, 6, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5);

    private static unsafe string PrintThroughStub(Scene scene)
    {
        byte* text = stackalloc byte[64];
        fixed (byte* format = "%.2f and %d\0"u8)
        {
            ((delegate* unmanaged[Cdecl]<byte*, nint, byte*, int, double, int>)scene.Runtime.GetFunctionPointer("print"))(
                text, 64, format, 7, 2.25);
        }

        return Marshal.PtrToStringUTF8((nint)text)!;
    }
}
