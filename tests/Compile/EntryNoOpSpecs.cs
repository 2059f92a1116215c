using System.Text;
using Graft.Engine.Compile;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Tests.Compile;

/// <summary>How functions begin, by version of LLVM and level.</summary>
[Collection(CompileCollection.Name)]
public sealed class EntryNoOpSpecs(CompileFixture fixture)
{
    private const string Tables = "__patchable_function_entries";

    private const string Kinds = """
        $shared = comdat any
        define i32 @plain(i32 %x) { ret i32 %x }
        define i32 @unwound(i32 %x) uwtable "frame-pointer"="all" { ret i32 %x }
        define i32 @small(i32 %x) minsize optsize { ret i32 %x }
        define i32 @quick(i32 %x) optsize { ret i32 %x }
        define i32 @unaligned(i32 %x) align 1 { ret i32 %x }
        define i32 @aligned(i32 %x) align 64 { ret i32 %x }
        define linkonce_odr i32 @shared(i32 %x) noinline comdat { ret i32 %x }
        define void @recursive() { call void @recursive() ret void }
        define i32 @placed(i32 %x) section "mine" { ret i32 %x }
        define internal i32 @local(i32 %x) noinline { ret i32 %x }
        define i32 @caller(i32 %x) {
          %y = call i32 @local(i32 %x)
          %z = call i32 @shared(i32 %y)
          ret i32 %z
        }
        """;

    private static readonly string[] Others = ["naked", "own", "prefixed"];

    private const string OtherKinds = """

        define void @naked() naked { unreachable }
        define void @own() "patchable-function-entry"="8" section "listed" { ret void }
        define void @prefixed() "patchable-function-entry"="6" "patchable-function-prefix"="2" { ret void }
        """;

    public static TheoryData<string, int, bool> Ways
    {
        get
        {
            var ways = new TheoryData<string, int, bool>();
            foreach (string library in InstalledLlvm.Libraries)
            {
                ways.Add(library, 0, true);
                ways.Add(library, 1, true);
                ways.Add(library, 2, false);
            }

            return ways;
        }
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Ways))]
    public async Task Every_function_that_is_called_from_elsewhere_begins_with_one_aligned_no_op(string library, int level, bool isPatchable)
    {
        var unit = await CompileAsync(Kinds, level, isPatchable, library);
        var entries = Entries(unit);
        Assert.Equal(isPatchable ? 11 : 10, entries.Count);
        Assert.All(entries, entry => Assert.Equal((entry.Name, true), (entry.Name, entry.IsNoOp)));
        Assert.All(unit.Symbols.Where(symbol => symbol.Type == ObjectSymbolType.Function && symbol.IsInSection), symbol =>
            Assert.Equal(entries.Exists(entry => entry.Name == symbol.Name.ToString()), EntryNoOp.IsAt(unit.Sections[symbol.Section].Bytes.Span[(int)symbol.Value..])));
        Assert.Equal(64u, unit.Sections.Single(section => section.Name == ".text.aligned"u8).Alignment);
        Assert.Equal(16u, unit.Sections.Single(section => section.Name == ".text.plain"u8).Alignment);
        Assert.DoesNotContain(unit.Sections, section => section.IsLoaded && section.Name.ToString() == Tables);
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(InstalledLlvm.Libraries), MemberType = typeof(InstalledLlvm))]
    public async Task What_says_itself_how_it_begins_stays_as_it_is_and_listed(string library)
    {
        string text = Kinds + OtherKinds;
        var with = await CompileAsync(text, 1, isPatchable: true, library);
        var without = await CompileAsync(text, 1, isPatchable: true, library, directCalls: false);
        foreach (string name in Others)
            Assert.Equal(CodeOf(without, name), CodeOf(with, name));
        Assert.Equal(11, Entries(with).Count(entry => entry.IsNoOp && entry.Name != "own"));
        Assert.Equal(["listed", ".text.prefixed"], with.Sections.Where(section => section.IsLoaded && section.Name.ToString() == Tables).Select(section => with.Sections[section.LinkedTo].Name.ToString()));
    }

    [Fact(Timeout = 60_000)]
    public async Task Without_direct_calls_nothing_is_added()
    {
        var unit = await CompileAsync(Kinds, 1, isPatchable: true, directCalls: false);
        Assert.DoesNotContain(Entries(unit), entry => entry.IsNoOp);
        Assert.DoesNotContain(unit.Sections, section => section.Name.ToString() == Tables);
    }

    [Fact(Timeout = 60_000)]
    public async Task Marks_of_control_flow_enforcement_come_first()
    {
        var unit = await CompileAsync(Kinds + "\n!llvm.module.flags = !{!0}\n!0 = !{i32 8, !\"cf-protection-branch\", i32 1}\n", 1, isPatchable: true);
        Assert.DoesNotContain(Entries(unit), entry => entry.IsNoOp);
        Assert.Equal([0xF3, 0x0F, 0x1E, 0xFA], CodeOf(unit, "plain")[..4]);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_form_that_LLVM_writes_is_the_word_that_is_known()
    {
        var unit = await CompileAsync(Kinds, 1, isPatchable: true);
        Assert.Equal(EntryNoOp.Word, BitConverter.ToUInt64(CodeOf(unit, "plain")));
        Assert.False(EntryNoOp.IsAt([0x0F, 0x1F, 0x84, 0, 0, 0, 0]));
        Assert.False(EntryNoOp.IsAt([0x0F, 0x1F, 0x44, 0, 0, 0x90, 0x90, 0x90]));
        Assert.True(EntryNoOp.IsAt([0x0F, 0x1F, 0x84, 0, 0, 0, 0, 0]));
    }

    private async Task<ObjectUnit> CompileAsync(string ir, int level, bool isPatchable, string library = "", bool directCalls = true)
    {
        var job = new CompileJob("/somewhere/input.ll", Encoding.UTF8.GetBytes(ir), level, isPatchable) { DirectCalls = directCalls, IsFragment = isPatchable };
        var reply = await fixture.Pool.CompileAsync(job, library, CancellationToken.None);
        Assert.True(reply.Succeeded, string.Join('\n', reply.Diagnostics));
        var diagnostics = new DiagnosticBag();
        var unit = ObjectReader.Read("input.o", reply.ObjectFile, diagnostics);
        Assert.Empty(diagnostics);
        return unit!;
    }

    /// <summary>The object's functions, but for those that begin in another way and optimised local ones.</summary>
    private static List<(string Name, bool IsNoOp)> Entries(ObjectUnit unit) =>
    [
        .. from symbol in unit.Symbols
           where symbol.Type == ObjectSymbolType.Function && symbol.IsInSection && (symbol.Scope != ObjectSymbolScope.Local || unit.IsPatchable)
           let name = symbol.Name.ToString()
           where !Others.Contains(name) || name == "own"
           let section = unit.Sections[symbol.Section]
           let isAligned = section.Alignment >= EntryNoOp.Size && symbol.Value % EntryNoOp.Size == 0
           select (name, isAligned && EntryNoOp.IsAt(section.Bytes.Span[(int)symbol.Value..])),
    ];

    private static byte[] CodeOf(ObjectUnit unit, string function)
    {
        var symbol = unit.Symbols.Single(symbol => symbol.Name.ToString() == function);
        return unit.Sections[symbol.Section].Bytes.Slice((int)symbol.Value, (int)symbol.Size).ToArray();
    }
}
