using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft.Tests.Runtimes;

/// <summary>What modules may use of the process.</summary>
public sealed class HostSymbolSpecs
{
    private static readonly FlatList<SymbolWant> Wants =
    [
        new(Utf8Name.From("labs"), SymbolKind.Function, SymbolBinding.Strong, Utf8Name.From("i64 (i64)"), 0),
        new(Utf8Name.From("environ"), SymbolKind.Unknown, SymbolBinding.Strong, Utf8Name.Empty, 0),
    ];

    private delegate long Number();

    [Fact]
    public void Functions_of_the_c_library_come_with_a_stub_and_their_own_address()
    {
        using var scene = new Scene();
        using var agent = scene.Connect();
        var reply = agent.Resolve(new("a", [new("u.o", 1)], [], [], Wants));

        ulong labs = (ulong)NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "labs");
        Assert.Equal((true, labs, SymbolKind.Function), (reply.Wants[0].IsHost, reply.Wants[0].Address, reply.Wants[0].Kind));
        Assert.True(agent.Layout.Stubs.Contains(reply.Wants[0].Stub));
        unsafe
        {
            Assert.Equal(5, ((delegate* unmanaged[Cdecl]<long, long>)reply.Wants[0].Stub)(-5));
        }

        Assert.Equal((true, 0UL, SymbolKind.Data), (reply.Wants[1].IsHost, reply.Wants[1].Stub, reply.Wants[1].Kind));
    }

    [Fact]
    public void An_allow_list_lets_nothing_else_through()
    {
        using var scene = new Scene(new RuntimeOptions
        {
            ArenaSize = ArenaLayout.MinimumSize,
            HostSymbols = HostSymbolPolicy.AllowList,
            AllowedHostSymbols = ["labs"],
        });
        using var agent = scene.Connect();
        var reply = agent.Resolve(new("a", [new("u.o", 1)], [], [], Wants));
        Assert.Equal((true, false), (reply.Wants[0].IsHost, reply.Wants[1].IsHost));
    }

    [Fact]
    public void An_export_comes_before_the_libraries_and_reaches_those_who_wait()
    {
        using var scene = new Scene();
        var reply = scene.Load(new HandModule("a").Function("g", code => code.Call("answer").Return()));
        Assert.Equal(1, reply.Waiting);
        Number answer = () => 42;
        Number noRandom = () => 4;
        scene.Runtime.Export("answer", Marshal.GetFunctionPointerForDelegate(answer));
        scene.Runtime.Export("random", Marshal.GetFunctionPointerForDelegate(noRandom));
        scene.Load(new HandModule("b").Function("h", code => code.Call("random").Return()));

        Assert.Equal((42, 4), (scene.Call("g"), scene.Call("h")));
        GC.KeepAlive(answer);
        GC.KeepAlive(noRandom);
    }

    [Fact]
    public void A_module_comes_before_the_process()
    {
        using var scene = new Scene();
        scene.Load(new HandModule("a").Function("random", code => code.Return(3)));
        scene.Load(new HandModule("b").Function("g", code => code.Call("random").Return()));
        Assert.Equal(3, scene.Call("g"));
    }

    [Fact]
    public void A_version_of_a_symbol_is_that_version_and_no_other()
    {
        using var scene = new Scene();
        using var agent = scene.Connect();
        SymbolWant Want(string name) => new(Utf8Name.From(name), SymbolKind.Function, SymbolBinding.Strong, Utf8Name.Empty, 0);
        var reply = agent.Resolve(new("a", [new("u.o", 1)], [], [],
            [Want("memcpy"), Want("memcpy@GLIBC_2.14"), Want("memcpy@GLIBC_2.2.5"), Want("memcpy@GLIBC_9.9")]));
        Assert.Equal([true, true, true, false], reply.Wants.Select(want => want.IsHost));
        Assert.Equal(reply.Wants[0].Address, reply.Wants[1].Address);
        Assert.NotEqual(reply.Wants[1].Address, reply.Wants[2].Address);
    }

    [Fact]
    public async Task Variables_of_the_c_library_are_the_process_own()
    {
        using var scene = new Scene();
        await ObjectModule.LoadWellAsync(scene, "m", """
            #include <stdio.h>
            #include <stdlib.h>
            extern char **environ;
            long same_stream(void) { return fileno(stdout) == 1 && fileno(stderr) == 2; }
            long same_environment(void) { char **old = environ; setenv("GRAFT_TEST_OF_ENVIRON", "1", 1); return getenv("GRAFT_TEST_OF_ENVIRON") != 0 && environ != 0 && old != 0; }
            """);
        Assert.Equal((1, 1), (scene.Call("same_stream"), scene.Call("same_environment")));
    }
}
