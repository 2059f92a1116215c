using Graft.Protocol;

namespace Graft;

/// <summary>
/// Assembles how modules reach thread-locals (Drepper, "ELF Handling For Thread-Local Storage"; Oliva and de Melo, "Speeding Up
/// Thread-Local Storage Access in Dynamic Libraries"). A thread's copy of a variable lies at the variable's address among the
/// initial values plus the distance of the thread's view, which the thread keeps under the storage's key.
/// </summary>
/// <param name="support">What makes a view at a thread's first access.</param>
/// <param name="storage">Address of the <see cref="StorageRecord"/>.</param>
/// <param name="slot">Where threads keep the distance; null if the C library has to be asked.</param>
internal sealed class ThreadLocalAccessX64(ThreadSupport support, nint storage, ThreadValueSlot? slot)
{
    /// <summary>
    /// <c>void* __tls_get_addr(tls_index*)</c>, where the index's first word is 0 for variables of modules and the second their
    /// address; others are the process's own.
    /// </summary>
    /// <param name="processOwn">Address of the process's function of that name.</param>
    public byte[] AssembleGetAddress(nint processOwn)
    {
        var code = new X64CodeWriter();
        int forward = code.NewLabel();
        int slow = code.NewLabel();
        int known = code.NewLabel();
        code.Bytes(0x48, 0x83, 0x3F, 0x00);                          // cmp  [rdi], 0
        code.Bytes(0x0F, 0x85).To(forward);                          // jne  forward
        if (slot is { } place)
        {
            code.Bytes(0x64, 0x48, 0x8B, 0x04, 0x25).Int32(place.Offset); // mov  rax, fs:[offset]
            JumpIfStale(code, place, slow);
            code.Bytes(0x48, 0x85, 0xC0);                            // test rax, rax
            code.Bytes(0x0F, 0x84).To(slow);                         // jz   slow
            code.Mark(known);
            code.Bytes(0x48, 0x03, 0x47, 0x08);                      // add  rax, [rdi+8]
            code.Bytes(0xC3);                                        // ret
        }

        code.Mark(slow);
        code.Bytes(0x55);                                            // push rbp
        code.Bytes(0x48, 0x89, 0xE5);                                // mov  rbp, rsp
        code.Bytes(0x57);                                            // push rdi
        code.Bytes(0x48, 0x83, 0xEC, 0x08);                          // sub  rsp, 8
        code.Bytes(0x48, 0x83, 0xE4, 0xF0);                          // and  rsp, -16        old compilers call with any alignment
        CallCurrent(code);
        code.Bytes(0x48, 0x8B, 0x7D, 0xF8);                          // mov  rdi, [rbp-8]
        code.Bytes(0xC9);                                            // leave
        code.Bytes(0x48, 0x03, 0x47, 0x08);                          // add  rax, [rdi+8]
        code.Bytes(0xC3);                                            // ret
        code.Mark(forward);
        code.Bytes(0x48, 0xB8).Int64(processOwn);                    // mov  rax, __tls_get_addr
        code.Bytes(0xFF, 0xE0);                                      // jmp  rax
        return code.ToArray();
    }

    /// <summary>
    /// The function of descriptors of modules' variables: rax is the descriptor, whose second word is the variable's address; gives the
    /// copy's distance from the thread pointer in rax and leaves all other registers alone.
    /// </summary>
    public byte[] AssembleDescriptor(VectorState vectors)
    {
        var code = new X64CodeWriter();
        int slow = code.NewLabel();
        int known = code.NewLabel();
        code.Bytes(0x51);                                            // push rcx
        code.Bytes(0x48, 0x8B, 0x40, 0x08);                          // mov  rax, [rax+8]
        if (slot is { } place)
        {
            code.Bytes(0x64, 0x48, 0x8B, 0x0C, 0x25).Int32(place.Offset); // mov  rcx, fs:[offset]
            JumpIfStale(code, place, slow);
            code.Bytes(0x48, 0x85, 0xC9);                            // test rcx, rcx
            code.Bytes(0x0F, 0x84).To(slow);                         // jz   slow
        }
        else
        {
            code.Bytes(0xE9).To(slow);                               // jmp  slow
        }

        code.Mark(known);
        code.Bytes(0x48, 0x01, 0xC8);                                // add  rax, rcx
        ReturnDistance(code);
        code.Mark(slow);
        Preserve(code, vectors, CallCurrent);
        code.Bytes(0xE9).To(known);                                  // jmp  known
        return code.ToArray();
    }

    /// <summary>
    /// The function of descriptors of the process's variables that not every thread has at one distance: the second word is the address
    /// of an index for the process's <c>__tls_get_addr</c>.
    /// </summary>
    public static byte[] AssembleProcessDescriptor(VectorState vectors, nint processOwn)
    {
        var code = new X64CodeWriter();
        code.Bytes(0x51);                                            // push rcx
        code.Bytes(0x48, 0x8B, 0x40, 0x08);                          // mov  rax, [rax+8]
        Preserve(code, vectors, inner =>
        {
            inner.Bytes(0x48, 0x89, 0xC7);                           // mov  rdi, rax
            inner.Bytes(0x48, 0xB8).Int64(processOwn);               // mov  rax, __tls_get_addr
            inner.Bytes(0xFF, 0xD0);                                 // call rax
        });
        code.Bytes(0x48, 0x89, 0xC8);                                // mov  rax, rcx
        ReturnDistance(code);
        return code.ToArray();
    }

    /// <summary>The function of descriptors whose second word is the distance itself.</summary>
    public static byte[] AssembleStaticDescriptor() =>
    [
        0x48, 0x8B, 0x40, 0x08,                                      // mov  rax, [rax+8]
        0xC3,                                                        // ret
    ];

    /// <summary><c>__cxa_thread_atexit(function, argument, handle)</c>: what is registered goes with the storage.</summary>
    public byte[] AssembleAtThreadExit()
    {
        var code = new X64CodeWriter();
        code.Bytes(0x48, 0xB9).Int64(storage);                       // mov  rcx, storage
        code.Bytes(0x48, 0xB8).Int64(support.Register);              // mov  rax, register
        code.Bytes(0xFF, 0xE0);                                      // jmp  rax
        return code.ToArray();
    }

    private static void JumpIfStale(X64CodeWriter code, ThreadValueSlot place, int slow)
    {
        code.Bytes(0x64, 0x48, 0x81, 0x3C, 0x25).Int32(place.Offset - sizeof(long)).Int32(place.Sequence); // cmp qword fs:[offset-8], sequence
        code.Bytes(0x0F, 0x85).To(slow);                             // jne  slow
    }

    // rax is an address and rcx is on the stack: gives the address's distance from the thread pointer.
    private static void ReturnDistance(X64CodeWriter code)
    {
        code.Bytes(0x59);                                            // pop  rcx
        code.Bytes(0x64, 0x48, 0x2B, 0x04, 0x25).Int32(0);           // sub  rax, fs:[0]
        code.Bytes(0xC3);                                            // ret
    }

    // Calls a function whose result comes back in rcx, everything else as it was.
    private static void Preserve(X64CodeWriter code, VectorState vectors, Action<X64CodeWriter> call)
    {
        code.Bytes(0x55);                                            // push rbp
        code.Bytes(0x48, 0x89, 0xE5);                                // mov  rbp, rsp
        code.Bytes(0x50, 0x57, 0x56, 0x52);                          // push rax, rdi, rsi, rdx
        code.Bytes(0x41, 0x50, 0x41, 0x51, 0x41, 0x52, 0x41, 0x53);  // push r8, r9, r10, r11
        code.Bytes(0x48, 0x81, 0xEC).Int32(vectors.Size);            // sub  rsp, size
        code.Bytes(0x48, 0x83, 0xE4, 0xC0);                          // and  rsp, -64
        code.Bytes(0x48, 0x89, 0xC1);                                // mov  rcx, rax
        VectorStateX64.Save(code, vectors);
        code.Bytes(0x48, 0x89, 0xC8);                                // mov  rax, rcx
        call(code);
        code.Bytes(0x48, 0x89, 0xC1);                                // mov  rcx, rax
        VectorStateX64.Restore(code, vectors);
        code.Bytes(0x48, 0x8D, 0x65, 0xC0);                          // lea  rsp, [rbp-64]
        code.Bytes(0x41, 0x5B, 0x41, 0x5A, 0x41, 0x59, 0x41, 0x58);  // pop  r11, r10, r9, r8
        code.Bytes(0x5A, 0x5E, 0x5F, 0x58);                          // pop  rdx, rsi, rdi, rax
        code.Bytes(0x5D);                                            // pop  rbp
    }

    private void CallCurrent(X64CodeWriter code)
    {
        code.Bytes(0x48, 0xBF).Int64(storage);                       // mov  rdi, storage
        code.Bytes(0x48, 0xB8).Int64(support.Current);               // mov  rax, current
        code.Bytes(0xFF, 0xD0);                                      // call rax
    }
}
