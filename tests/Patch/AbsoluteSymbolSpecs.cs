using Graft.Client;
using Graft.Engine.Objects;
using Graft.Engine.Patch;
using Graft.Tests.Link;
using Graft.Tests.Runtimes;

namespace Graft.Tests.Patch;

/// <summary>Absolute symbols are numbers that links take in: a patch finds those of units that did not change, and who uses one follows it.</summary>
public sealed class AbsoluteSymbolSpecs : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact(Timeout = 120_000)]
    public async Task A_patch_of_its_user_finds_it()
    {
        var values = await ValuesAsync(1000);
        Load(values, await UserAsync("number + 1"));
        Assert.Equal(1001, Call());
        var patch = Load(values, await UserAsync("number + other + 2"));
        Assert.Equal((1, 0), (patch.Patched, patch.Waiting));
        Assert.Equal(1000 + 7 + 2, Call());
    }

    [Fact(Timeout = 120_000)]
    public async Task Its_users_follow_its_value()
    {
        var user = await UserAsync("number + 1");
        Load(await ValuesAsync(1000), user);
        Load(await ValuesAsync(2000), user);
        Assert.Equal(2001, Call());
    }

    [Fact(Timeout = 120_000)]
    public async Task What_is_no_number_of_the_module_is_waited_for()
    {
        var values = await ValuesAsync(1000);
        Load(values, await UserAsync("number + 1"));
        var patch = Load(values, await UserAsync("number + later"));
        Assert.Equal(1, patch.Waiting);
        Assert.Equal("later", Assert.Single(patch.Missing).Name);
        Assert.Equal(1001, Call());
    }

    private static async Task<ObjectInput> ValuesAsync(int number) =>
        new("values.o", await Assembler.BytesAsync($".globl number; number = {number}; .globl other; other = 7; .text; .globl unused; .type unused,@function; unused: ret; .size unused,1"));

    private static async Task<ObjectInput> UserAsync(string sum) => new("user.o", await Toolchain.CompileAsync(
        $$"""
        extern char values[] __asm__("number"), more[] __asm__("other"), none[] __asm__("later");
        #define number (long)values
        #define other (long)more
        #define later (long)none
        long get(void) { return {{sum}}; }
        """, "-x", "c", "-O1", "-fPIC"));

    private LoadModuleResult Load(params ObjectInput[] inputs)
    {
        using var agent = _scene.Connect();
        var result = ModuleLoader.Load(agent, "m", inputs);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        return result;
    }

    private unsafe long Call() => ((delegate* unmanaged[Cdecl]<long>)_scene.Runtime.GetFunctionPointer("get"))();
}
