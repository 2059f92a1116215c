namespace Graft;

/// <summary>Where the functions of <see cref="GuardX64"/> begin, and how long all of it is, in bytes.</summary>
/// <param name="Guard"><c>uint64_t guard(void (*function)(void *), void *argument)</c>: 0, or the number of the fault that ended the call.</param>
/// <param name="Recover">Where a thread goes on whose guarded call has faulted, with its <see cref="GuardFrame"/> at rsp.</param>
/// <param name="Invoke"><c>void invoke(NativeCall *)</c>: a call with all argument registers filled.</param>
/// <param name="Length">Bytes of code.</param>
internal readonly record struct GuardEntries(int Guard, int Recover, int Invoke, int Length);

/// <summary>
/// Assembles recovery points. A guard notes itself for its thread and calls a function; a fault of that call goes on behind it, with the
/// registers that the ABI preserves, the floating-point modes and the stack as they were. Frames in between are left as they are: no destructor runs.
/// </summary>
/// <remarks>It has no unwinding information on purpose: an exception that reached it would leave a dead guard behind, so it ends the process instead.</remarks>
internal static class GuardX64
{
    /// <summary>How far a guard's <see cref="GuardFrame"/> lies below its canonical frame address: five registers, the frame, rbp and the return address.</summary>
    public const int FrameOffset = 96;

    /// <summary>How a guard is left while its call runs.</summary>
    public static FrameRow GuardRow { get; } = FrameRow.Of(register: 6, offset: 16, RegisterSet.Instruction, 6, 3, 12, 13, 14, 15);

    /// <summary>How <see cref="GuardEntries.Invoke"/> is left while its call runs.</summary>
    public static FrameRow InvokeRow { get; } = FrameRow.Of(register: RegisterSet.StackPointer, offset: 16, RegisterSet.Instruction, 3);

    /// <summary>Assembles them; the bytes do not depend on where they are put.</summary>
    /// <param name="key">Under which a thread keeps its innermost guard's frame.</param>
    /// <param name="getSpecific">Address of <c>pthread_getspecific</c>.</param>
    /// <param name="setSpecific">Address of <c>pthread_setspecific</c>.</param>
    /// <param name="entries">Where the functions begin.</param>
    public static byte[] Assemble(int key, nint getSpecific, nint setSpecific, out GuardEntries entries)
    {
        var code = new X64CodeWriter();
        int end = code.NewLabel();
        Guard(code, end, key, getSpecific, setSpecific);
        int recover = code.Length;
        Recover(code, end);
        int invoke = code.Length;
        Invoke(code);
        entries = new(0, recover, invoke, code.Length);
        return code.ToArray();
    }

    private static void Guard(X64CodeWriter code, int end, int key, nint getSpecific, nint setSpecific)
    {
        code.Bytes(0x55);                                                   // push rbp
        code.Bytes(0x48, 0x89, 0xE5);                                       // mov rbp, rsp
        code.Bytes(0x53);                                                   // push rbx
        code.Bytes(0x41, 0x54);                                             // push r12
        code.Bytes(0x41, 0x55);                                             // push r13
        code.Bytes(0x41, 0x56);                                             // push r14
        code.Bytes(0x41, 0x57);                                             // push r15
        code.Bytes(0x48, 0x83, 0xEC, 0x28);                                 // sub rsp, 40
        code.Bytes(0x48, 0x89, 0xFB);                                       // mov rbx, rdi
        code.Bytes(0x49, 0x89, 0xF4);                                       // mov r12, rsi
        code.Bytes(0x48, 0xC7, 0x44, 0x24, 0x08, 0x00, 0x00, 0x00, 0x00);   // mov [rsp+8], 0
        code.Bytes(0x0F, 0xAE, 0x5C, 0x24, 0x10);                           // stmxcsr [rsp+16]
        code.Bytes(0xD9, 0x7C, 0x24, 0x14);                                 // fnstcw [rsp+20]
        code.Bytes(0xBF).Int32(key);                                        // mov edi, key
        code.Bytes(0x48, 0xB8).Int64(getSpecific);                          // mov rax, pthread_getspecific
        code.Bytes(0xFF, 0xD0);                                             // call rax
        code.Bytes(0x48, 0x89, 0x04, 0x24);                                 // mov [rsp], rax
        code.Bytes(0x48, 0x89, 0x64, 0x24, 0x18);                           // mov [rsp+24], rsp
        code.Bytes(0xBF).Int32(key);                                        // mov edi, key
        code.Bytes(0x48, 0x89, 0xE6);                                       // mov rsi, rsp
        code.Bytes(0x48, 0xB8).Int64(setSpecific);                          // mov rax, pthread_setspecific
        code.Bytes(0xFF, 0xD0);                                             // call rax
        code.Bytes(0x4C, 0x89, 0xE7);                                       // mov rdi, r12
        code.Bytes(0xFF, 0xD3);                                             // call rbx
        code.Mark(end);
        code.Bytes(0xBF).Int32(key);                                        // mov edi, key
        code.Bytes(0x48, 0x8B, 0x34, 0x24);                                 // mov rsi, [rsp]
        code.Bytes(0x48, 0xB8).Int64(setSpecific);                          // mov rax, pthread_setspecific
        code.Bytes(0xFF, 0xD0);                                             // call rax
        code.Bytes(0x48, 0x8B, 0x44, 0x24, 0x08);                           // mov rax, [rsp+8]
        code.Bytes(0x48, 0x8D, 0x65, 0xD8);                                 // lea rsp, [rbp-40]
        code.Bytes(0x41, 0x5F);                                             // pop r15
        code.Bytes(0x41, 0x5E);                                             // pop r14
        code.Bytes(0x41, 0x5D);                                             // pop r13
        code.Bytes(0x41, 0x5C);                                             // pop r12
        code.Bytes(0x5B);                                                   // pop rbx
        code.Bytes(0x5D);                                                   // pop rbp
        code.Bytes(0xC3);                                                   // ret
    }

    private static void Recover(X64CodeWriter code, int end)
    {
        code.Bytes(0xDB, 0xE3);                                             // fninit
        code.Bytes(0xD9, 0x6C, 0x24, 0x14);                                 // fldcw [rsp+20]
        code.Bytes(0x0F, 0xAE, 0x54, 0x24, 0x10);                           // ldmxcsr [rsp+16]
        code.Bytes(0x48, 0x8D, 0x6C, 0x24, 0x50);                           // lea rbp, [rsp+80]
        code.Bytes(0xE9).To(end);                                           // jmp end
    }

    private static void Invoke(X64CodeWriter code)
    {
        code.Bytes(0x53);                                                   // push rbx
        code.Bytes(0x48, 0x89, 0xFB);                                       // mov rbx, rdi
        code.Bytes(0x48, 0x8B, 0x7B, 0x08);                                 // mov rdi, [rbx+8]
        code.Bytes(0x48, 0x8B, 0x73, 0x10);                                 // mov rsi, [rbx+16]
        code.Bytes(0x48, 0x8B, 0x53, 0x18);                                 // mov rdx, [rbx+24]
        code.Bytes(0x48, 0x8B, 0x4B, 0x20);                                 // mov rcx, [rbx+32]
        code.Bytes(0x4C, 0x8B, 0x43, 0x28);                                 // mov r8, [rbx+40]
        code.Bytes(0x4C, 0x8B, 0x4B, 0x30);                                 // mov r9, [rbx+48]
        code.Bytes(0xF2, 0x0F, 0x10, 0x43, 0x38);                           // movsd xmm0, [rbx+56]
        code.Bytes(0xF2, 0x0F, 0x10, 0x4B, 0x40);                           // movsd xmm1, [rbx+64]
        code.Bytes(0xF2, 0x0F, 0x10, 0x53, 0x48);                           // movsd xmm2, [rbx+72]
        code.Bytes(0xF2, 0x0F, 0x10, 0x5B, 0x50);                           // movsd xmm3, [rbx+80]
        code.Bytes(0xF2, 0x0F, 0x10, 0x63, 0x58);                           // movsd xmm4, [rbx+88]
        code.Bytes(0xF2, 0x0F, 0x10, 0x6B, 0x60);                           // movsd xmm5, [rbx+96]
        code.Bytes(0xF2, 0x0F, 0x10, 0x73, 0x68);                           // movsd xmm6, [rbx+104]
        code.Bytes(0xF2, 0x0F, 0x10, 0x7B, 0x70);                           // movsd xmm7, [rbx+112]
        code.Bytes(0xB8, 0x08, 0x00, 0x00, 0x00);                           // mov eax, 8
        code.Bytes(0xFF, 0x13);                                             // call [rbx]
        code.Bytes(0x48, 0x89, 0x43, 0x78);                                 // mov [rbx+120], rax
        code.Bytes(0xF2, 0x0F, 0x11, 0x83, 0x80, 0x00, 0x00, 0x00);         // movsd [rbx+128], xmm0
        code.Bytes(0x5B);                                                   // pop rbx
        code.Bytes(0xC3);                                                   // ret
    }
}
