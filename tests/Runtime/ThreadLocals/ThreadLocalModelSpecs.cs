using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>Thread-local variables in every way that compilers reach them, in threads of .NET and in threads of the module.</summary>
public sealed class ThreadLocalModelSpecs
{
    /// <summary>A variable of each kind: initialised, zero, static, aligned, wide, and one that holds an address.</summary>
    private const string Variables = """
        #include <pthread.h>
        #include <stdint.h>
        int ordinary = 40;
        __thread long counter = 100;
        __thread long zero;
        static __thread char text[8] = "abc";
        static __thread long hidden;
        _Thread_local _Alignas(64) char aligned[64];
        _Thread_local _Alignas(4096) char page[100];
        __thread int *pointer = &ordinary;
        __thread char large[100000];

        __attribute__((noinline)) long step(void) {
            hidden += 1000; counter++; zero += 10; text[0]++; large[99999]++;
            int fits = (uintptr_t)aligned % 64 == 0 && (uintptr_t)page % 4096 == 0;
            return counter + zero + hidden + (text[0] - 'a') + *pointer + large[99999] + (fits ? 100000 : 0);
        }
        static void *thread(void *result) { step(); *(long *)result = step(); return 0; }
        long inThreads(void) {
            long results[8]; pthread_t threads[8];
            for (int i = 0; i < 8; i++) pthread_create(&threads[i], 0, thread, &results[i]);
            for (int i = 0; i < 8; i++) pthread_join(threads[i], 0);
            for (int i = 1; i < 8; i++) if (results[i] != results[0]) return -i;
            return results[0];
        }
        """;

    [Theory(Timeout = 60_000)]
    [InlineData("-ftls-model=global-dynamic")]
    [InlineData("-ftls-model=local-dynamic")]
    [InlineData("-fno-plt")]
    [InlineData("-mtls-dialect=gnu2")]
    [InlineData("-mtls-dialect=gnu2", "-ftls-model=local-dynamic")]
    [InlineData("-fno-data-sections")]
    [InlineData("-fno-data-sections", "-mtls-dialect=gnu2")]
    [InlineData("-mcmodel=large")]
    [InlineData("-mcmodel=large", "-ftls-model=local-dynamic")]
    [InlineData("-femulated-tls")]
    public async Task Every_thread_has_its_own_with_the_initial_values(params string[] model)
    {
        using var scene = new Scene();
        await ObjectModule.LoadWellAsync(scene, "m", Variables, ["-O1", "-fPIC", .. model]);
        const long First = 101 + 10 + 1000 + 1 + 40 + 1 + 100000, Second = First + 1 + 10 + 1000 + 1 + 1;
        Assert.Equal(Second, scene.Call("inThreads"));
        for (int i = 0; i < 3; i++)
            Assert.Equal((First, Second), InThread(() => (scene.Call("step"), scene.Call("step"))));
        Assert.Equal(Second, scene.Call("inThreads"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("-ftls-model=global-dynamic")]
    [InlineData("-mtls-dialect=gnu2")]
    public async Task It_works_too_where_the_C_library_has_to_be_asked_for_each_access(string model)
    {
        // A thread's own structure holds the first 32 keys; what comes after those is found by a call only.
        const int InlineKeys = 32;
        var keys = new uint[InlineKeys];
        for (int i = 0; i < keys.Length; i++)
            Assert.Equal(0, NativeThread.pthread_key_create(out keys[i], 0));
        try
        {
            using var scene = new Scene();
            await ObjectModule.LoadWellAsync(scene, "m", Variables, "-O1", "-fPIC", model);
            long first = scene.Call("inThreads");
            Assert.True(first > 100000);
            Assert.Equal(first, scene.Call("inThreads"));
            Assert.Equal(first, InThread(() => Math.Max(scene.Call("step"), scene.Call("step"))));
        }
        finally
        {
            foreach (uint key in keys)
                _ = NativeThread.pthread_key_delete(key);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_descriptor_call_changes_no_register_but_rax()
    {
        using var scene = new Scene();
        await ObjectModule.LoadWellAsync(scene, "m", """
            __thread long x = 5;
            long check(void) {
                long wrong = 0, value;
                __asm__ volatile(
                    "movq $1, %%rcx; movq $2, %%rdx; movq $3, %%rsi; movq $4, %%rdi; movq $5, %%r8; movq $6, %%r9; movq $7, %%r10; movq $8, %%r11;"
                    "pcmpeqd %%xmm0, %%xmm0; movdqa %%xmm0, %%xmm15; movdqa %%xmm0, %%xmm7;"
                    "leaq x@tlsdesc(%%rip), %%rax; call *x@tlscall(%%rax);"
                    "movq %%fs:(%%rax), %%rax;"
                    "xorq $1, %%rcx; xorq $2, %%rdx; xorq $3, %%rsi; xorq $4, %%rdi; xorq $5, %%r8; xorq $6, %%r9; xorq $7, %%r10; xorq $8, %%r11;"
                    "orq %%rdx, %%rcx; orq %%rsi, %%rcx; orq %%rdi, %%rcx; orq %%r8, %%rcx; orq %%r9, %%rcx; orq %%r10, %%rcx; orq %%r11, %%rcx;"
                    "pand %%xmm15, %%xmm0; pand %%xmm7, %%xmm0; pmovmskb %%xmm0, %%edx; xorl $0xffff, %%edx; orq %%rdx, %%rcx;"
                    : "=a"(value), "=&c"(wrong) : : "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "xmm0", "xmm7", "xmm15", "memory", "cc");
                return wrong ? -wrong : value;
            }
            long both(void) { return check() * 10 + check(); }
            """, "-O1", "-fPIC", "-mno-red-zone");
        Assert.Equal(55, InThread(() => scene.Call("both")));
        Assert.Equal(55, InThread(() => scene.Call("both")));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("-fno-pic")]
    [InlineData("-fPIE")]
    [InlineData("-fPIC", "-ftls-model=initial-exec")]
    public async Task Code_for_programs_is_refused_with_the_way_to_compile_it(params string[] model)
    {
        using var scene = new Scene();
        var result = await ObjectModule.LoadAsync(scene, "m", "extern __thread int x; __thread int x; int get(void) { return x; }", ["-O1", .. model]);
        var error = Assert.Single(result.Diagnostics);
        Assert.Equal("GRAFT3010", error.Code);
        foreach (string part in (string[])["'x'", ".text.get+0x", "-ftls-model=global-dynamic"])
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("")]
    [InlineData("-ftls-model=initial-exec")]
    [InlineData("-mtls-dialect=gnu2")]
    public async Task Thread_locals_of_the_process_are_the_ones_that_it_uses_itself(string model)
    {
        using var scene = new Scene();
        await ObjectModule.LoadWellAsync(scene, "m", """
            #include <pthread.h>
            #include <errno.h>
            #include <unistd.h>
            #undef errno
            extern __thread int errno;
            static void *fail(void *result) { close(-1); *(long *)result = errno; errno = 0; return 0; }
            long check(void) {
                errno = 77;
                long result = 0; pthread_t thread;
                pthread_create(&thread, 0, fail, &result);
                pthread_join(thread, 0);
                if (&errno != __errno_location()) return -1;
                return result * 100 + errno;
            }
            """, [.. new[] { "-O1", "-fPIC", model }.Where(argument => argument.Length > 0)]);
        Assert.Equal((9 * 100) + 77, InThread(() => scene.Call("check")));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_program_gets_the_calling_threads_own()
    {
        using var scene = new Scene();
        await ObjectModule.LoadWellAsync(scene, "m", "__thread long x = 7; long get(void) { return x; }");
        scene.Runtime.GetData<long>("x") = 8;
        Assert.Equal(8, scene.Call("get"));
        Assert.Equal(7, InThread(() => scene.Runtime.GetData<long>("x")));
        using var agent = scene.Connect();
        Assert.Equal(SymbolKind.ThreadLocal, agent.GetSymbols().Single(symbol => symbol.Name == "x").Kind);
    }

    private static T InThread<T>(Func<T> function)
    {
        T result = default!;
        var thread = new Thread(() => result = function());
        thread.Start();
        thread.Join();
        return result;
    }
}
