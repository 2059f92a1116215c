using System.Buffers.Binary;

namespace Graft;

/// <summary>
/// Assembles the handler of fatal signals, <c>void handler(int, siginfo_t *, void *)</c>. It may run anywhere, in the middle
/// of malloc or after a fork, so it calls nothing but the kernel (syscalls by number: x86-64 ABI, A.2): threads that are .NET's own go on to .NET's
/// handler; of others the first one asks the reporter's thread, through the <see cref="CrashArea"/> and a futex, to say what
/// happened, and waits for it. Then the signal's default action is put back and the signal sent again: it strikes when the
/// handler returns, and the process ends as it would have natively.
/// </summary>
internal static class CrashHandlerX64
{
    private const int AreaOffset = 23;

    // Offsets from r15 are CrashArea's. 5 seconds are far more than a report takes, and an end for a reporter that cannot.
    private static ReadOnlySpan<byte> Code =>
    [
        0x53,                                                   // push rbx
        0x41, 0x54,                                             // push r12
        0x41, 0x55,                                             // push r13
        0x41, 0x56,                                             // push r14
        0x41, 0x57,                                             // push r15
        0x48, 0x83, 0xEC, 0x30,                                 // sub  rsp, 48
        0x89, 0xFB,                                             // mov  ebx, edi
        0x49, 0x89, 0xF4,                                       // mov  r12, rsi
        0x49, 0x89, 0xD5,                                       // mov  r13, rdx
        0x49, 0xBF, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, // mov  r15, area
        0xB8, 0xBA, 0x00, 0x00, 0x00,                           // mov  eax, SYS_gettid
        0x0F, 0x05,                                             // syscall
        0x41, 0x89, 0xC6,                                       // mov  r14d, eax
        0x49, 0x8D, 0x8F, 0x20, 0x01, 0x00, 0x00,               // lea  rcx, [r15 + 288]
        // find:
        0x8B, 0x11,                                             // mov  edx, [rcx]
        0x85, 0xD2,                                             // test edx, edx
        0x74, 0x2E,                                             // je   ours
        0x48, 0x83, 0xC1, 0x04,                                 // add  rcx, 4
        0x39, 0xC2,                                             // cmp  edx, eax
        0x75, 0xF2,                                             // jne  find
        0x49, 0x8B, 0x44, 0xDF, 0x20,                           // mov  rax, [r15 + 8*rbx + 32]
        0x48, 0x83, 0xF8, 0x01,                                 // cmp  rax, 1
        0x0F, 0x86, 0x8B, 0x00, 0x00, 0x00,                     // jbe  finish
        0x89, 0xDF,                                             // mov  edi, ebx
        0x4C, 0x89, 0xE6,                                       // mov  rsi, r12
        0x4C, 0x89, 0xEA,                                       // mov  rdx, r13
        0x48, 0x83, 0xC4, 0x30,                                 // add  rsp, 48
        0x41, 0x5F,                                             // pop  r15
        0x41, 0x5E,                                             // pop  r14
        0x41, 0x5D,                                             // pop  r13
        0x41, 0x5C,                                             // pop  r12
        0x5B,                                                   // pop  rbx
        0xFF, 0xE0,                                             // jmp  rax
        // ours:
        0xB8, 0x27, 0x00, 0x00, 0x00,                           // mov  eax, SYS_getpid
        0x0F, 0x05,                                             // syscall
        0x41, 0x3B, 0x07,                                       // cmp  eax, [r15]
        0x75, 0x68,                                             // jne  finish
        0x31, 0xC0,                                             // xor  eax, eax
        0xB9, 0x01, 0x00, 0x00, 0x00,                           // mov  ecx, 1
        0xF0,                                                   // lock
        0x41, 0x0F, 0xB1, 0x4F, 0x04,                           // cmpxchg [r15 + 4], ecx
        0x75, 0x2D,                                             // jne  wait
        0x41, 0x89, 0x5F, 0x08,                                 // mov  [r15 + 8], ebx
        0x45, 0x89, 0x77, 0x0C,                                 // mov  [r15 + 12], r14d
        0x4D, 0x89, 0x67, 0x10,                                 // mov  [r15 + 16], r12
        0x4D, 0x89, 0x6F, 0x18,                                 // mov  [r15 + 24], r13
        0x41, 0xC7, 0x47, 0x04, 0x02, 0x00, 0x00, 0x00,         // mov  [r15 + 4], 2
        0x49, 0x8D, 0x7F, 0x04,                                 // lea  rdi, [r15 + 4]
        0xBE, 0x81, 0x00, 0x00, 0x00,                           // mov  esi, FUTEX_WAKE_PRIVATE
        0xBA, 0x01, 0x00, 0x00, 0x00,                           // mov  edx, 1
        0xB8, 0xCA, 0x00, 0x00, 0x00,                           // mov  eax, SYS_futex
        0x0F, 0x05,                                             // syscall
        // wait:
        0x48, 0xC7, 0x44, 0x24, 0x20, 0x05, 0x00, 0x00, 0x00,   // mov  [rsp + 32], 5
        0x48, 0xC7, 0x44, 0x24, 0x28, 0x00, 0x00, 0x00, 0x00,   // mov  [rsp + 40], 0
        0x49, 0x8D, 0x7F, 0x04,                                 // lea  rdi, [r15 + 4]
        0xBE, 0x80, 0x00, 0x00, 0x00,                           // mov  esi, FUTEX_WAIT_PRIVATE
        0xBA, 0x02, 0x00, 0x00, 0x00,                           // mov  edx, 2
        0x4C, 0x8D, 0x54, 0x24, 0x20,                           // lea  r10, [rsp + 32]
        0xB8, 0xCA, 0x00, 0x00, 0x00,                           // mov  eax, SYS_futex
        0x0F, 0x05,                                             // syscall
        // finish:
        0x31, 0xD2,                                             // xor  edx, edx
        0x48, 0x89, 0x14, 0x24,                                 // mov  [rsp], rdx
        0x48, 0x89, 0x54, 0x24, 0x08,                           // mov  [rsp + 8], rdx
        0x48, 0x89, 0x54, 0x24, 0x10,                           // mov  [rsp + 16], rdx
        0x48, 0x89, 0x54, 0x24, 0x18,                           // mov  [rsp + 24], rdx
        0x89, 0xDF,                                             // mov  edi, ebx
        0x48, 0x89, 0xE6,                                       // mov  rsi, rsp
        0x41, 0xBA, 0x08, 0x00, 0x00, 0x00,                     // mov  r10d, 8
        0xB8, 0x0D, 0x00, 0x00, 0x00,                           // mov  eax, SYS_rt_sigaction
        0x0F, 0x05,                                             // syscall
        0xB8, 0x27, 0x00, 0x00, 0x00,                           // mov  eax, SYS_getpid
        0x0F, 0x05,                                             // syscall
        0x89, 0xC7,                                             // mov  edi, eax
        0x44, 0x89, 0xF6,                                       // mov  esi, r14d
        0x89, 0xDA,                                             // mov  edx, ebx
        0xB8, 0xEA, 0x00, 0x00, 0x00,                           // mov  eax, SYS_tgkill
        0x0F, 0x05,                                             // syscall
        0x48, 0x83, 0xC4, 0x30,                                 // add  rsp, 48
        0x41, 0x5F,                                             // pop  r15
        0x41, 0x5E,                                             // pop  r14
        0x41, 0x5D,                                             // pop  r13
        0x41, 0x5C,                                             // pop  r12
        0x5B,                                                   // pop  rbx
        0xC3,                                                   // ret
    ];

    /// <summary>Assembles it; the bytes do not depend on where they are put.</summary>
    /// <param name="area">Address of the <see cref="CrashArea"/>.</param>
    public static byte[] Assemble(ulong area)
    {
        byte[] code = Code.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(code.AsSpan(AreaOffset), area);
        return code;
    }
}
