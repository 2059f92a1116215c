using System.Buffers.Binary;

namespace Graft.Tests.Cli;

/// <summary>Input that is wrong: each is told with its code and place, and the runtime is afterwards what it was before.</summary>
public sealed class BadInputSpecs : IAsyncLifetime
{
    private const string Good = "define i32 @answer() {\n  ret i32 42\n}\n";

    // Offset of e_machine in an ELF header, and the value for AArch64 (ELF specification, machine supplements).
    private const int MachineOffset = 18;
    private const ushort AArch64 = 183;

    private GraftScene Scene { get; } = new();
    private string _before = "";

    public async Task InitializeAsync()
    {
        await Scene.StartRuntimeAsync("target");
        (await Scene.LoadIrAsync("good", Good)).ShouldSucceed();
        _before = await SnapshotAsync();
    }

    public async Task DisposeAsync() => await Scene.DisposeAsync();

    [Theory(Timeout = 60_000)]
    [InlineData("--standalone")]
    [InlineData("--json")]
    public async Task IR_that_does_not_parse_is_told_with_line_and_column(string way)
    {
        string file = Scene.Write("bad.ll", "define i32 @f() {\n  %x = add i32 1, \"two\"\n  ret i32 %x\n}\n");

        var result = await Scene.RunAsync("load", file, way);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"{file}(2,19): error GRAFT1001: ", result.Error, StringComparison.Ordinal);
        await TheRuntimeIsUnchangedAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task IR_that_makes_LLVM_abort_is_told()
    {
        var result = await Scene.LoadIrAsync("bad", "define void @f() gc \"nosuch\" { ret void }\n");

        result.ShouldFail("GRAFT1002", "bad.ll: ", "unsupported GC");
        await TheRuntimeIsUnchangedAsync();
    }

    [Theory(Timeout = 60_000)]
    [InlineData("empty.ll", "GRAFT1004")]
    [InlineData("empty.o", "GRAFT2001")]
    [InlineData("empty.a", "GRAFT2001")]
    public async Task An_empty_file_is_told(string name, string code)
    {
        string file = Scene.Write(name, "");

        (await Scene.RunAsync("load", file, "--standalone")).ShouldFail(code, file);
        await TheRuntimeIsUnchangedAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_truncated_object_is_told()
    {
        byte[] whole = GoodObject();
        string file = Scene.Write("cut.o", whole.AsSpan(0, whole.Length / 2));

        (await Scene.RunAsync("load", file, "--standalone")).ShouldFail("GRAFT2001", file);
        await TheRuntimeIsUnchangedAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task An_object_for_another_architecture_is_told()
    {
        byte[] foreign = GoodObject();
        BinaryPrimitives.WriteUInt16LittleEndian(foreign.AsSpan(MachineOffset), AArch64);
        string file = Scene.Write("foreign.o", foreign);

        (await Scene.RunAsync("load", file, "--standalone")).ShouldFail("GRAFT2002", file);
        await TheRuntimeIsUnchangedAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_symbol_that_another_module_defines_already_is_told_with_both_modules()
    {
        var result = await Scene.LoadIrAsync("second", "define i32 @answer() {\n  ret i32 43\n}\n");

        result.ShouldFail("GRAFT3002", "'answer'", "good", "second");
        await TheRuntimeIsUnchangedAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_symbol_that_nobody_defines_is_named_and_keeps_only_its_users_from_being_called()
    {
        var load = await Scene.LoadIrAsync("hopeful", "declare i32 @nowhere()\ndefine i32 @f() {\n  %x = call i32 @nowhere()\n  ret i32 %x\n}\n");

        load.ShouldSucceed();
        Assert.Contains("GRAFT3006: ", load.Error, StringComparison.Ordinal);
        Assert.Contains("'nowhere'", load.Error, StringComparison.Ordinal);
        (await Scene.RunAsync("call", "f")).ShouldFail("GRAFT4009", "'f'", "'nowhere'");
        Assert.Equal("42", (await Scene.RunAsync("call", "answer")).ShouldSucceed().Text);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_mistyped_name_is_seen_through_by_load_call_and_wait()
    {
        var load = await Scene.LoadIrAsync("mistaken", "declare i32 @anwser()\ndeclare i32 @Puts(ptr)\ndefine i32 @g() {\n  %x = call i32 @anwser()\n  %y = call i32 @Puts(ptr null)\n  ret i32 %x\n}\n");

        load.ShouldSucceed();
        Assert.Contains("'anwser' (wanted by mistaken.ll.o; did you mean 'answer' (defined in module good)?)", load.Error, StringComparison.Ordinal);
        Assert.Contains("'Puts' (wanted by mistaken.ll.o; did you mean 'puts'?)", load.Error, StringComparison.Ordinal);
        (await Scene.RunAsync("call", "anwser")).ShouldFail("GRAFT4009", "did you mean 'answer'");
        (await Scene.RunAsync("wait", "anwser", "--timeout", "0.1")).ShouldFail("GRAFT4007", "did you mean 'answer'");
        (await Scene.RunAsync("wait", "answr", "--timeout", "0.1")).ShouldFail("GRAFT4007", "did you mean 'answer'");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_number_of_errors_that_are_told_can_be_chosen()
    {
        string objects = Scene.Write("flood.c", string.Concat(Enumerable.Range(0, 5).Select(i => $"int lost_{i}(void);\n"))
            + $"int main(void) {{ return {string.Join(" + ", Enumerable.Range(0, 5).Select(i => $"lost_{i}()"))}; }}\n");

        var few = await Scene.RunAsync("exec", "--error-limit", "2", objects);
        few.ShouldFail("GRAFT3001", "'lost_0'", "'lost_1'", "and 3 more errors of this link", $"{objects}: error");
        Assert.DoesNotContain("'lost_2'", few.Error, StringComparison.Ordinal);
        (await Scene.RunAsync("link", "--error-limit", "0", objects)).ShouldFail("GRAFT3001", "'lost_0'", "'lost_4'");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_file_that_is_not_there_is_told()
    {
        (await Scene.RunAsync("load", "missing.o", "--standalone")).ShouldFail("GRAFT1005", "missing.o");
        await TheRuntimeIsUnchangedAsync();
    }

    private async Task TheRuntimeIsUnchangedAsync()
    {
        Assert.Equal(_before, await SnapshotAsync());
        Assert.Equal("42", (await Scene.RunAsync("call", "answer")).ShouldSucceed().Text);
    }

    private async Task<string> SnapshotAsync()
    {
        var status = (await Scene.RunAsync("status", "--json")).ShouldSucceed().Json();
        var symbols = (await Scene.RunAsync("symbols", "--json")).ShouldSucceed().Json();
        return status.GetProperty("runtimes").GetRawText() + symbols.GetRawText();
    }

    private byte[] GoodObject() =>
        File.ReadAllBytes(Directory.EnumerateFiles(Scene.Home, "good.ll.o", SearchOption.AllDirectories).Single());
}
