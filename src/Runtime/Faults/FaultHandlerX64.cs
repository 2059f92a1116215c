namespace Graft;

/// <summary>
/// Assembles the process's handler of faults, <c>void handler(int, siginfo_t *, void *)</c>. It may run anywhere, so it calls the kernel
/// (by number: psABI, A.2) and <c>pthread_getspecific</c>, which only reads. A fault in module code, in a library's, or of a jump from module
/// code to nowhere becomes a <see cref="FaultRequest"/> on this stack; the watcher's thread answers it (<see cref="FaultVerdict"/>). All else, and
/// what is not answered in 10 seconds, goes to the handler that was there before: .NET's, or the host program's.
/// </summary>
/// <remarks>Offsets from r15 are <see cref="FaultArea"/>'s, from rsp <see cref="FaultRequest"/>'s, from r12 siginfo_t's, from r13 ucontext_t's.</remarks>
internal sealed class FaultHandlerX64
{
    private readonly X64CodeWriter _code = new();
    private readonly long _area;
    private readonly long _getSpecific;
    private readonly long _recovery;
    private readonly int _ours;
    private readonly int _push;
    private readonly int _wait;
    private readonly int _told;
    private readonly int _park;
    private readonly int _recover;
    private readonly int _chain;
    private readonly int _default;
    private readonly int _putback;
    private readonly int _leave;
    private readonly int _contains;
    private readonly int _next;
    private readonly int _past;
    private readonly int _found;
    private readonly int _none;

    private FaultHandlerX64(nint area, nint getSpecific, nint recovery)
    {
        _area = area;
        _getSpecific = getSpecific;
        _recovery = recovery;
        _ours = _code.NewLabel();
        _push = _code.NewLabel();
        _wait = _code.NewLabel();
        _told = _code.NewLabel();
        _park = _code.NewLabel();
        _recover = _code.NewLabel();
        _chain = _code.NewLabel();
        _default = _code.NewLabel();
        _putback = _code.NewLabel();
        _leave = _code.NewLabel();
        _contains = _code.NewLabel();
        _next = _code.NewLabel();
        _past = _code.NewLabel();
        _found = _code.NewLabel();
        _none = _code.NewLabel();
    }

    /// <summary>Assembles it; the bytes do not depend on where they are put.</summary>
    /// <param name="area">Address of the <see cref="FaultArea"/>.</param>
    /// <param name="getSpecific">Address of <c>pthread_getspecific</c>.</param>
    /// <param name="recovery">Where a thread goes on that is led to its guard (<see cref="GuardX64"/>).</param>
    public static byte[] Assemble(nint area, nint getSpecific, nint recovery)
    {
        var handler = new FaultHandlerX64(area, getSpecific, recovery);
        handler.Choose();
        handler.Ask();
        handler.Park();
        handler.Recover();
        handler.Chain();
        handler.Leave();
        handler.Contains();
        return handler._code.ToArray();
    }

    // Whose fault it is: sent signals, children that were forked, managed code and all else that is unknown are passed on.
    private void Choose()
    {
        _code.Bytes(0x53);                                                  // push rbx
        _code.Bytes(0x41, 0x54);                                            // push r12
        _code.Bytes(0x41, 0x55);                                            // push r13
        _code.Bytes(0x41, 0x56);                                            // push r14
        _code.Bytes(0x41, 0x57);                                            // push r15
        _code.Bytes(0x48, 0x83, 0xEC, 0x50);                                // sub rsp, 80
        _code.Bytes(0x89, 0xFB);                                            // mov ebx, edi
        _code.Bytes(0x49, 0x89, 0xF4);                                      // mov r12, rsi
        _code.Bytes(0x49, 0x89, 0xD5);                                      // mov r13, rdx
        _code.Bytes(0x49, 0xBF).Int64(_area);                               // mov r15, area
        _code.Bytes(0x41, 0x83, 0x7C, 0x24, 0x08, 0x00);                    // cmp dword [r12+8], 0   who sent it: the processor, if more than 0
        _code.Bytes(0x0F, 0x8E).To(_chain);                                 // jle chain
        _code.Bytes(0xB8, 0x27, 0x00, 0x00, 0x00);                          // mov eax, SYS_getpid
        _code.Bytes(0x0F, 0x05);                                            // syscall
        _code.Bytes(0x41, 0x3B, 0x07);                                      // cmp eax, [r15]
        _code.Bytes(0x0F, 0x85).To(_chain);                                 // jne chain
        _code.Bytes(0x4D, 0x8B, 0xB5, 0xA8, 0x00, 0x00, 0x00);              // mov r14, [r13+168]
        _code.Bytes(0x4C, 0x89, 0xF0);                                      // mov rax, r14
        _code.Bytes(0x49, 0x8B, 0x4F, 0x10);                                // mov rcx, [r15+16]
        _code.Bytes(0xE8).To(_contains);                                    // call contains
        _code.Bytes(0x0F, 0x82).To(_ours);                                  // jc ours
        _code.Bytes(0x49, 0x8B, 0x4F, 0x18);                                // mov rcx, [r15+24]
        _code.Bytes(0xE8).To(_contains);                                    // call contains
        _code.Bytes(0x0F, 0x82).To(_ours);                                  // jc ours
        _code.Bytes(0x83, 0xFB, 0x0B);                                      // cmp ebx, 11
        _code.Bytes(0x0F, 0x85).To(_chain);                                 // jne chain
        _code.Bytes(0x4D, 0x39, 0x74, 0x24, 0x10);                          // cmp [r12+16], r14
        _code.Bytes(0x0F, 0x85).To(_chain);                                 // jne chain
        _code.Bytes(0x49, 0x8B, 0x85, 0xA0, 0x00, 0x00, 0x00);              // mov rax, [r13+160]
        _code.Bytes(0x48, 0x8B, 0x00);                                      // mov rax, [rax]
        _code.Bytes(0x49, 0x8B, 0x4F, 0x10);                                // mov rcx, [r15+16]
        _code.Bytes(0xE8).To(_contains);                                    // call contains
        _code.Bytes(0x0F, 0x83).To(_chain);                                 // jnc chain
    }

    // The request goes on top of the list; then the watcher is woken, and this thread waits for its answer.
    private void Ask()
    {
        _code.Mark(_ours);
        _code.Bytes(0x41, 0x8B, 0x7F, 0x20);                                // mov edi, [r15+32]
        _code.Bytes(0x48, 0xB8).Int64(_getSpecific);                        // mov rax, pthread_getspecific
        _code.Bytes(0xFF, 0xD0);                                            // call rax
        _code.Bytes(0x48, 0x89, 0x44, 0x24, 0x28);                          // mov [rsp+40], rax
        _code.Bytes(0xC7, 0x44, 0x24, 0x08, 0x00, 0x00, 0x00, 0x00);        // mov [rsp+8], 0
        _code.Bytes(0x89, 0x5C, 0x24, 0x0C);                                // mov [rsp+12], ebx
        _code.Bytes(0xB8, 0xBA, 0x00, 0x00, 0x00);                          // mov eax, SYS_gettid
        _code.Bytes(0x0F, 0x05);                                            // syscall
        _code.Bytes(0x89, 0x44, 0x24, 0x10);                                // mov [rsp+16], eax
        _code.Bytes(0x4C, 0x89, 0x64, 0x24, 0x18);                          // mov [rsp+24], r12
        _code.Bytes(0x4C, 0x89, 0x6C, 0x24, 0x20);                          // mov [rsp+32], r13
        _code.Bytes(0x49, 0x8B, 0x47, 0x08);                                // mov rax, [r15+8]
        _code.Mark(_push);
        _code.Bytes(0x48, 0x89, 0x04, 0x24);                                // mov [rsp], rax
        _code.Bytes(0xF0, 0x49, 0x0F, 0xB1, 0x67, 0x08);                    // lock cmpxchg [r15+8], rsp
        _code.Bytes(0x0F, 0x85).To(_push);                                  // jne push
        _code.Bytes(0xF0, 0x41, 0xFF, 0x47, 0x04);                          // lock inc [r15+4]
        _code.Bytes(0x49, 0x8D, 0x7F, 0x04);                                // lea rdi, [r15+4]
        _code.Bytes(0xBE, 0x81, 0x00, 0x00, 0x00);                          // mov esi, FUTEX_WAKE_PRIVATE
        _code.Bytes(0xBA, 0x01, 0x00, 0x00, 0x00);                          // mov edx, 1
        _code.Bytes(0xB8, 0xCA, 0x00, 0x00, 0x00);                          // mov eax, SYS_futex
        _code.Bytes(0x0F, 0x05);                                            // syscall
        _code.Bytes(0x48, 0xC7, 0x44, 0x24, 0x38, 0x0A, 0x00, 0x00, 0x00);  // mov [rsp+56], 10
        _code.Bytes(0x48, 0xC7, 0x44, 0x24, 0x40, 0x00, 0x00, 0x00, 0x00);  // mov [rsp+64], 0
        _code.Mark(_wait);
        _code.Bytes(0x48, 0x8D, 0x7C, 0x24, 0x08);                          // lea rdi, [rsp+8]
        _code.Bytes(0xBE, 0x80, 0x00, 0x00, 0x00);                          // mov esi, FUTEX_WAIT_PRIVATE
        _code.Bytes(0x31, 0xD2);                                            // xor edx, edx
        _code.Bytes(0x4C, 0x8D, 0x54, 0x24, 0x38);                          // lea r10, [rsp+56]
        _code.Bytes(0xB8, 0xCA, 0x00, 0x00, 0x00);                          // mov eax, SYS_futex
        _code.Bytes(0x0F, 0x05);                                            // syscall
        _code.Bytes(0x8B, 0x4C, 0x24, 0x08);                                // mov ecx, [rsp+8]
        _code.Bytes(0x85, 0xC9);                                            // test ecx, ecx
        _code.Bytes(0x0F, 0x85).To(_told);                                  // jne told
        _code.Bytes(0x48, 0x83, 0xF8, 0x92);                                // cmp rax, -ETIMEDOUT
        _code.Bytes(0x0F, 0x85).To(_wait);                                  // jne wait
        _code.Bytes(0xE9).To(_chain);                                       // jmp chain
        _code.Mark(_told);
        _code.Bytes(0x83, 0xF9, 0x02);                                      // cmp ecx, Recover
        _code.Bytes(0x0F, 0x84).To(_recover);                               // je recover
        _code.Bytes(0x83, 0xF9, 0x03);                                      // cmp ecx, Park
        _code.Bytes(0x0F, 0x85).To(_chain);                                 // jne chain
    }

    // For good: there is nowhere to go.
    private void Park()
    {
        _code.Mark(_park);
        _code.Bytes(0x48, 0x8D, 0x7C, 0x24, 0x08);                          // lea rdi, [rsp+8]
        _code.Bytes(0xBE, 0x80, 0x00, 0x00, 0x00);                          // mov esi, FUTEX_WAIT_PRIVATE
        _code.Bytes(0xBA, 0x03, 0x00, 0x00, 0x00);                          // mov edx, 3
        _code.Bytes(0x45, 0x31, 0xD2);                                      // xor r10d, r10d
        _code.Bytes(0xB8, 0xCA, 0x00, 0x00, 0x00);                          // mov eax, SYS_futex
        _code.Bytes(0x0F, 0x05);                                            // syscall
        _code.Bytes(0xE9).To(_park);                                        // jmp park
    }

    // When the handler returns, the thread goes on in the guard, on the stack of then, with the flags that the ABI wants.
    private void Recover()
    {
        _code.Mark(_recover);
        _code.Bytes(0x48, 0x8B, 0x44, 0x24, 0x28);                          // mov rax, [rsp+40]
        _code.Bytes(0x48, 0x8B, 0x4C, 0x24, 0x30);                          // mov rcx, [rsp+48]
        _code.Bytes(0x48, 0x89, 0x48, 0x08);                                // mov [rax+8], rcx
        _code.Bytes(0x49, 0x89, 0x85, 0xA0, 0x00, 0x00, 0x00);              // mov [r13+160], rax
        _code.Bytes(0x48, 0xB9).Int64(_recovery);                           // mov rcx, recovery of the guard
        _code.Bytes(0x49, 0x89, 0x8D, 0xA8, 0x00, 0x00, 0x00);              // mov [r13+168], rcx
        _code.Bytes(0x49, 0x81, 0xA5, 0xB0, 0x00, 0x00, 0x00, 0xFF, 0xFA, 0xFA, 0xFF); // and [r13+176], ~(AC | RF | DF | TF)
        _code.Bytes(0xE9).To(_leave);                                       // jmp leave
    }

    // To the handler before; where there is none the default action comes back, and the fault strikes again, or a sent signal is sent again.
    private void Chain()
    {
        _code.Mark(_chain);
        _code.Bytes(0x49, 0x8B, 0x44, 0xDF, 0x28);                          // mov rax, [r15+8*rbx+40]
        _code.Bytes(0x48, 0x83, 0xF8, 0x01);                                // cmp rax, 1
        _code.Bytes(0x0F, 0x86).To(_default);                               // jbe default
        _code.Bytes(0x89, 0xDF);                                            // mov edi, ebx
        _code.Bytes(0x4C, 0x89, 0xE6);                                      // mov rsi, r12
        _code.Bytes(0x4C, 0x89, 0xEA);                                      // mov rdx, r13
        _code.Bytes(0x48, 0x83, 0xC4, 0x50);                                // add rsp, 80
        _code.Bytes(0x41, 0x5F);                                            // pop r15
        _code.Bytes(0x41, 0x5E);                                            // pop r14
        _code.Bytes(0x41, 0x5D);                                            // pop r13
        _code.Bytes(0x41, 0x5C);                                            // pop r12
        _code.Bytes(0x5B);                                                  // pop rbx
        _code.Bytes(0xFF, 0xE0);                                            // jmp rax
        _code.Mark(_default);
        _code.Bytes(0x41, 0x83, 0x7C, 0x24, 0x08, 0x00);                    // cmp dword [r12+8], 0   who sent it: the processor, if more than 0
        _code.Bytes(0x0F, 0x8F).To(_putback);                               // jg putback
        _code.Bytes(0x48, 0x85, 0xC0);                                      // test rax, rax
        _code.Bytes(0x0F, 0x85).To(_leave);                                 // jne leave
        _code.Mark(_putback);
        _code.Bytes(0x31, 0xD2);                                            // xor edx, edx
        _code.Bytes(0x48, 0x89, 0x14, 0x24);                                // mov [rsp], rdx
        _code.Bytes(0x48, 0x89, 0x54, 0x24, 0x08);                          // mov [rsp+8], rdx
        _code.Bytes(0x48, 0x89, 0x54, 0x24, 0x10);                          // mov [rsp+16], rdx
        _code.Bytes(0x48, 0x89, 0x54, 0x24, 0x18);                          // mov [rsp+24], rdx
        _code.Bytes(0x89, 0xDF);                                            // mov edi, ebx
        _code.Bytes(0x48, 0x89, 0xE6);                                      // mov rsi, rsp
        _code.Bytes(0x41, 0xBA, 0x08, 0x00, 0x00, 0x00);                    // mov r10d, 8
        _code.Bytes(0xB8, 0x0D, 0x00, 0x00, 0x00);                          // mov eax, SYS_rt_sigaction
        _code.Bytes(0x0F, 0x05);                                            // syscall
        _code.Bytes(0x41, 0x83, 0x7C, 0x24, 0x08, 0x00);                    // cmp dword [r12+8], 0   who sent it: the processor, if more than 0
        _code.Bytes(0x0F, 0x8F).To(_leave);                                 // jg leave
        _code.Bytes(0xB8, 0x27, 0x00, 0x00, 0x00);                          // mov eax, SYS_getpid
        _code.Bytes(0x0F, 0x05);                                            // syscall
        _code.Bytes(0x89, 0xC7);                                            // mov edi, eax
        _code.Bytes(0xB8, 0xBA, 0x00, 0x00, 0x00);                          // mov eax, SYS_gettid
        _code.Bytes(0x0F, 0x05);                                            // syscall
        _code.Bytes(0x89, 0xC6);                                            // mov esi, eax
        _code.Bytes(0x89, 0xDA);                                            // mov edx, ebx
        _code.Bytes(0xB8, 0xEA, 0x00, 0x00, 0x00);                          // mov eax, SYS_tgkill
        _code.Bytes(0x0F, 0x05);                                            // syscall
    }

    private void Leave()
    {
        _code.Mark(_leave);
        _code.Bytes(0x48, 0x83, 0xC4, 0x50);                                // add rsp, 80
        _code.Bytes(0x41, 0x5F);                                            // pop r15
        _code.Bytes(0x41, 0x5E);                                            // pop r14
        _code.Bytes(0x41, 0x5D);                                            // pop r13
        _code.Bytes(0x41, 0x5C);                                            // pop r12
        _code.Bytes(0x5B);                                                  // pop rbx
        _code.Bytes(0xC3);                                                  // ret
    }

    // Sets the carry flag if rax lies in a range of the list at rcx, which a zero ends.
    private void Contains()
    {
        _code.Mark(_contains);
        _code.Bytes(0x48, 0x85, 0xC9);                                      // test rcx, rcx
        _code.Bytes(0x0F, 0x84).To(_none);                                  // je none
        _code.Mark(_next);
        _code.Bytes(0x48, 0x8B, 0x11);                                      // mov rdx, [rcx]
        _code.Bytes(0x48, 0x85, 0xD2);                                      // test rdx, rdx
        _code.Bytes(0x0F, 0x84).To(_none);                                  // je none
        _code.Bytes(0x48, 0x39, 0xD0);                                      // cmp rax, rdx
        _code.Bytes(0x0F, 0x82).To(_past);                                  // jb past
        _code.Bytes(0x48, 0x3B, 0x41, 0x08);                                // cmp rax, [rcx+8]
        _code.Bytes(0x0F, 0x82).To(_found);                                 // jb found
        _code.Mark(_past);
        _code.Bytes(0x48, 0x83, 0xC1, 0x10);                                // add rcx, 16
        _code.Bytes(0xE9).To(_next);                                        // jmp next
        _code.Mark(_found);
        _code.Bytes(0xF9);                                                  // stc
        _code.Bytes(0xC3);                                                  // ret
        _code.Mark(_none);
        _code.Bytes(0xF8);                                                  // clc
        _code.Bytes(0xC3);                                                  // ret
    }
}
