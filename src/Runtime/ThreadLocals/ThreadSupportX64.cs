namespace Graft;

/// <summary>Addresses of the C library's functions that <see cref="ThreadSupportX64"/> calls.</summary>
internal readonly record struct ThreadFunctions(
    nint Map, nint Unmap, nint Allocate, nint Free, nint GetSpecific, nint SetSpecific, nint AtThreadExit, nint Write, nint Abort)
{
    /// <summary>Finds them.</summary>
    public static ThreadFunctions Find() => new(
        NativeRuntime.FindExport("mmap"), NativeRuntime.FindExport("munmap"), NativeRuntime.FindExport("malloc"),
        NativeRuntime.FindExport("free"), NativeRuntime.FindExport("pthread_getspecific"),
        NativeRuntime.FindExport("pthread_setspecific"), NativeRuntime.FindExport("__cxa_thread_atexit_impl"),
        NativeRuntime.FindExport("write"), NativeRuntime.FindExport("abort"));
}

/// <summary>Where the functions of <see cref="ThreadSupportX64"/> begin.</summary>
/// <param name="Current"><c>nint current(StorageRecord*)</c>: how far this thread's view lies from the initial values; maps it if need be.</param>
/// <param name="Release"><c>void release(nint)</c>: destructor of a view, given what <paramref name="Current"/> gave.</param>
/// <param name="Register"><c>int register(function, argument, handle, StorageRecord*)</c>: has a function called when this thread ends.</param>
internal readonly record struct ThreadEntries(int Current, int Release, int Register);

/// <summary>
/// Assembles what every thread runs, with or without .NET, when it first uses a thread-local and when it ends. Plain machine code:
/// a thread that is ending may not enter .NET any more.
/// </summary>
/// <remarks>
/// What a thread holds - a view, a destructor to call - is a <see cref="ThreadRecord"/> in a list of <see cref="ThreadLists"/>.
/// Whoever finds it there owns it: an ended runtime has taken its own out, and what the C library calls later finds nothing.
/// </remarks>
internal sealed class ThreadSupportX64
{
    private readonly X64CodeWriter _code = new();
    private readonly ThreadFunctions _functions;
    private readonly long _lists;
    private readonly int _lock;
    private readonly int _map;
    private readonly int _fail;
    private readonly int _run;

    private ThreadSupportX64(ThreadFunctions functions, nint lists)
    {
        _functions = functions;
        _lists = lists;
        _lock = _code.NewLabel();
        _map = _code.NewLabel();
        _fail = _code.NewLabel();
        _run = _code.NewLabel();
    }

    /// <summary>Assembles it; the bytes do not depend on where they are put.</summary>
    /// <param name="functions">What it calls.</param>
    /// <param name="lists">Address of the process's <see cref="ThreadLists"/>.</param>
    /// <param name="entries">Where the functions begin, as offsets.</param>
    public static byte[] Assemble(ThreadFunctions functions, nint lists, out ThreadEntries entries)
    {
        var support = new ThreadSupportX64(functions, lists);
        support.Lock();
        support.Map();
        int current = support.Current();
        int release = support.Release();
        support.Run();
        int register = support.Register();
        support.Fail();
        entries = new(current, release, register);
        return support._code.ToArray();
    }

    // Takes the lock. Leaves its address in r10, this thread's pointer in rdx and its list in rax; undefines rcx and r11.
    private void Lock()
    {
        int free = _code.NewLabel();
        int again = _code.NewLabel();
        _code.Mark(_lock);
        _code.Bytes(0x49, 0xBA).Int64(_lists);                       // mov  r10, lists
        _code.Mark(again);
        _code.Bytes(0xB8).Int32(1);                                  // mov  eax, 1
        _code.Bytes(0x41, 0x87, 0x02);                               // xchg [r10], eax
        _code.Bytes(0x85, 0xC0);                                     // test eax, eax
        _code.Bytes(0x0F, 0x84).To(free);                            // jz   free
        _code.Bytes(0xB8).Int32(24);                                 // mov  eax, SYS_sched_yield
        _code.Bytes(0x0F, 0x05);                                     // syscall
        _code.Bytes(0xE9).To(again);                                 // jmp  again
        _code.Mark(free);
        _code.Bytes(0x64, 0x48, 0x8B, 0x14, 0x25).Int32(0);          // mov  rdx, fs:[0]
        _code.Bytes(0x89, 0xD0);                                     // mov  eax, edx
        _code.Bytes(0xC1, 0xE8, ThreadLists.Shift);                  // shr  eax, shift
        _code.Bytes(0x25).Int32(ThreadLists.Count - 1);              // and  eax, count - 1
        _code.Bytes(0x49, 0x8D, 0x44, 0xC2, ThreadLists.FirstOffset); // lea  rax, [r10 + 8 * rax + first]
        _code.Bytes(0xC3);                                           // ret
    }

    // rdi: the storage's record. Maps a view for this thread and gives its distance.
    private void Map()
    {
        _code.Mark(_map);
        Enter();
        _code.Bytes(0x48, 0x89, 0xFB);                               // mov  rbx, rdi
        _code.Bytes(0x31, 0xFF);                                     // xor  edi, edi           anywhere
        _code.Bytes(0x48, 0x8B, 0x73, 0x08);                         // mov  rsi, [rbx].Size
        _code.Bytes(0xBA).Int32(3);                                  // mov  edx, PROT_READ | PROT_WRITE
        _code.Bytes(0xB9).Int32(0x4002);                             // mov  ecx, MAP_PRIVATE | MAP_NORESERVE
        _code.Bytes(0x44, 0x8B, 0x43, 0x10);                         // mov  r8d, [rbx].Descriptor
        _code.Bytes(0x4C, 0x8B, 0x4B, 0x18);                         // mov  r9, [rbx].Offset
        Call(_functions.Map);
        _code.Bytes(0x48, 0x83, 0xF8, 0xFF);                         // cmp  rax, MAP_FAILED
        _code.Bytes(0x0F, 0x84).To(_fail);                           // je   fail
        _code.Bytes(0x49, 0x89, 0xC4);                               // mov  r12, rax
        _code.Bytes(0x4C, 0x2B, 0x63, 0x20);                         // sub  r12, [rbx].Start
        AllocateRecord();
        _code.Bytes(0x49, 0x89, 0xC5);                               // mov  r13, rax
        _code.Bytes(0x49, 0x89, 0x5D, 0x10);                         // mov  [r13].Storage, rbx
        _code.Bytes(0x49, 0xC7, 0x45, 0x18).Int32(0);                // mov  [r13].Function, 0   a view
        _code.Bytes(0x4D, 0x89, 0x65, 0x20);                         // mov  [r13].Argument, r12
        _code.Bytes(0xE8).To(_lock);                                 // call lock
        _code.Bytes(0x49, 0x89, 0x55, 0x08);                         // mov  [r13].Owner, rdx
        _code.Bytes(0x48, 0x8B, 0x08);                               // mov  rcx, [rax]
        _code.Bytes(0x49, 0x89, 0x4D, 0x00);                         // mov  [r13].Next, rcx
        _code.Bytes(0x4C, 0x89, 0x28);                               // mov  [rax], r13
        Unlock();
        _code.Bytes(0x8B, 0x3B);                                     // mov  edi, [rbx].Key
        _code.Bytes(0x4C, 0x89, 0xE6);                               // mov  rsi, r12
        Call(_functions.SetSpecific);
        _code.Bytes(0x85, 0xC0);                                     // test eax, eax
        _code.Bytes(0x0F, 0x85).To(_fail);                           // jne  fail
        _code.Bytes(0x4C, 0x89, 0xE0);                               // mov  rax, r12
        Leave();
        _code.Bytes(0xC3);                                           // ret
    }

    private int Current()
    {
        int start = _code.Length;
        int known = _code.NewLabel();
        _code.Bytes(0x53);                                           // push rbx
        _code.Bytes(0x48, 0x89, 0xFB);                               // mov  rbx, rdi
        _code.Bytes(0x8B, 0x3F);                                     // mov  edi, [rdi].Key
        Call(_functions.GetSpecific);
        _code.Bytes(0x48, 0x85, 0xC0);                               // test rax, rax
        _code.Bytes(0x0F, 0x85).To(known);                           // jne  known
        _code.Bytes(0x48, 0x89, 0xDF);                               // mov  rdi, rbx
        _code.Bytes(0xE8).To(_map);                                  // call map
        _code.Mark(known);
        _code.Bytes(0x5B, 0xC3);                                     // pop  rbx; ret
        return start;
    }

    private int Release()
    {
        int start = _code.Length;
        int next = _code.NewLabel();
        int advance = _code.NewLabel();
        int none = _code.NewLabel();
        Enter();
        _code.Bytes(0x48, 0x89, 0xFB);                               // mov  rbx, rdi
        _code.Bytes(0xE8).To(_lock);                                 // call lock
        _code.Mark(next);
        NextRecord(none);
        _code.Bytes(0x48, 0x39, 0x57, 0x08);                         // cmp  [rdi].Owner, rdx
        _code.Bytes(0x0F, 0x85).To(advance);                         // jne  advance
        _code.Bytes(0x48, 0x83, 0x7F, 0x18, 0x00);                   // cmp  [rdi].Function, 0
        _code.Bytes(0x0F, 0x85).To(advance);                         // jne  advance
        int found = _code.NewLabel();
        _code.Bytes(0x48, 0x39, 0x5F, 0x20);                         // cmp  [rdi].Argument, rbx
        _code.Bytes(0x0F, 0x84).To(found);                           // je   found
        _code.Mark(advance);
        _code.Bytes(0x48, 0x89, 0xF8);                               // mov  rax, rdi            Next is its first field
        _code.Bytes(0xE9).To(next);                                  // jmp  next
        _code.Mark(found);
        Unlink();
        _code.Bytes(0x48, 0x8B, 0x4F, 0x10);                         // mov  rcx, [rdi].Storage
        _code.Bytes(0x48, 0x03, 0x59, 0x20);                         // add  rbx, [rcx].Start
        _code.Bytes(0x4C, 0x8B, 0x61, 0x08);                         // mov  r12, [rcx].Size
        Unlock();
        Call(_functions.Free);
        _code.Bytes(0x48, 0x89, 0xDF);                               // mov  rdi, rbx
        _code.Bytes(0x4C, 0x89, 0xE6);                               // mov  rsi, r12
        Call(_functions.Unmap);
        Leave();
        _code.Bytes(0xC3);                                           // ret
        _code.Mark(none);
        Unlock();
        Leave();
        _code.Bytes(0xC3);                                           // ret
        return start;
    }

    // rdi: a record with a function to call, if it is still there.
    private void Run()
    {
        int next = _code.NewLabel();
        int advance = _code.NewLabel();
        int none = _code.NewLabel();
        _code.Mark(_run);
        Enter();
        _code.Bytes(0x48, 0x89, 0xFB);                               // mov  rbx, rdi
        _code.Bytes(0xE8).To(_lock);                                 // call lock
        _code.Mark(next);
        NextRecord(none);
        _code.Bytes(0x48, 0x39, 0xDF);                               // cmp  rdi, rbx
        _code.Bytes(0x0F, 0x85).To(advance);                         // jne  advance
        int found = _code.NewLabel();
        _code.Bytes(0x48, 0x39, 0x57, 0x08);                         // cmp  [rdi].Owner, rdx    its memory may be another's by now
        _code.Bytes(0x0F, 0x84).To(found);                           // je   found
        _code.Mark(advance);
        _code.Bytes(0x48, 0x89, 0xF8);                               // mov  rax, rdi
        _code.Bytes(0xE9).To(next);                                  // jmp  next
        _code.Mark(found);
        Unlink();
        _code.Bytes(0x48, 0x8B, 0x5F, 0x18);                         // mov  rbx, [rdi].Function
        _code.Bytes(0x4C, 0x8B, 0x67, 0x20);                         // mov  r12, [rdi].Argument
        Unlock();
        Call(_functions.Free);
        _code.Bytes(0x4C, 0x89, 0xE7);                               // mov  rdi, r12
        _code.Bytes(0xFF, 0xD3);                                     // call rbx
        Leave();
        _code.Bytes(0xC3);                                           // ret
        _code.Mark(none);
        Unlock();
        Leave();
        _code.Bytes(0xC3);                                           // ret
    }

    private int Register()
    {
        int start = _code.Length;
        Enter();
        _code.Bytes(0x48, 0x89, 0xFB);                               // mov  rbx, rdi
        _code.Bytes(0x49, 0x89, 0xF4);                               // mov  r12, rsi
        _code.Bytes(0x49, 0x89, 0xCD);                               // mov  r13, rcx
        _code.Bytes(0x48, 0x83, 0xEC, 0x10);                         // sub  rsp, 16
        _code.Bytes(0x48, 0x89, 0x14, 0x24);                         // mov  [rsp], rdx
        AllocateRecord();
        _code.Bytes(0x48, 0x8B, 0x14, 0x24);                         // mov  rdx, [rsp]
        _code.Bytes(0x48, 0x83, 0xC4, 0x10);                         // add  rsp, 16
        _code.Bytes(0x48, 0x89, 0x50, 0x28);                         // mov  [rax].Handle, rdx
        _code.Bytes(0x48, 0x89, 0x58, 0x18);                         // mov  [rax].Function, rbx
        _code.Bytes(0x4C, 0x89, 0x60, 0x20);                         // mov  [rax].Argument, r12
        _code.Bytes(0x4C, 0x89, 0x68, 0x10);                         // mov  [rax].Storage, r13
        _code.Bytes(0x48, 0x89, 0xC3);                               // mov  rbx, rax
        _code.Bytes(0xE8).To(_lock);                                 // call lock
        _code.Bytes(0x48, 0x89, 0x53, 0x08);                         // mov  [rbx].Owner, rdx
        _code.Bytes(0x48, 0x8B, 0x08);                               // mov  rcx, [rax]
        _code.Bytes(0x48, 0x89, 0x0B);                               // mov  [rbx].Next, rcx
        _code.Bytes(0x48, 0x89, 0x18);                               // mov  [rax], rbx
        Unlock();
        _code.Bytes(0x48, 0x8D, 0x3D).To(_run);                      // lea  rdi, [run]
        _code.Bytes(0x48, 0x89, 0xDE);                               // mov  rsi, rbx
        _code.Bytes(0x48, 0xB8).Int64(_functions.AtThreadExit);      // mov  rax, __cxa_thread_atexit_impl
        _code.Bytes(0x48, 0x89, 0xC2);                               // mov  rdx, rax            a handle of the C library: with null glibc 2.36 reads through a null
        Leave();
        _code.Bytes(0xFF, 0xE0);                                     // jmp  rax
        return start;
    }

    // No memory for a thread's variables: the C library ends the process too.
    private void Fail()
    {
        var message = "graft: no memory for a thread's variables\n"u8;
        int text = _code.NewLabel();
        _code.Mark(_fail);
        _code.Bytes(0xBF).Int32(2);                                  // mov  edi, STDERR_FILENO
        _code.Bytes(0x48, 0x8D, 0x35).To(text);                      // lea  rsi, [text]
        _code.Bytes(0xBA).Int32(message.Length);                     // mov  edx, length
        Call(_functions.Write);
        Call(_functions.Abort);
        _code.Mark(text);
        _code.Bytes(message);
    }

    // Three registers, and the stack aligned to 16 bytes as calls want it.
    private void Enter() => _code.Bytes(0x53, 0x41, 0x54, 0x41, 0x55); // push rbx, r12, r13

    private void Leave() => _code.Bytes(0x41, 0x5D, 0x41, 0x5C, 0x5B); // pop r13, r12, rbx

    private void Call(nint function)
    {
        _code.Bytes(0x48, 0xB8).Int64(function);                     // mov  rax, function
        _code.Bytes(0xFF, 0xD0);                                     // call rax
    }

    private void AllocateRecord()
    {
        _code.Bytes(0xBF).Int32(ThreadRecord.Size);                  // mov  edi, size
        Call(_functions.Allocate);
        _code.Bytes(0x48, 0x85, 0xC0);                               // test rax, rax
        _code.Bytes(0x0F, 0x84).To(_fail);                           // jz   fail
    }

    // rax: where the pointer to the next record is. Loads that into rdi.
    private void NextRecord(int none)
    {
        _code.Bytes(0x48, 0x8B, 0x38);                               // mov  rdi, [rax]
        _code.Bytes(0x48, 0x85, 0xFF);                               // test rdi, rdi
        _code.Bytes(0x0F, 0x84).To(none);                            // jz   none
    }

    private void Unlink()
    {
        _code.Bytes(0x48, 0x8B, 0x0F);                               // mov  rcx, [rdi].Next
        _code.Bytes(0x48, 0x89, 0x08);                               // mov  [rax], rcx
    }

    private void Unlock() => _code.Bytes(0x41, 0xC7, 0x02).Int32(0); // mov  dword [r10], 0
}
