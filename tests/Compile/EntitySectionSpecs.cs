namespace Graft.Tests.Compile;

/// <summary>Where functions and variables end up, as llvm-readelf sees it.</summary>
[Collection(CompileCollection.Name)]
public sealed class EntitySectionSpecs(CompileFixture fixture)
{
    private const string Everything = """
        @initialised = global i32 7
        @zero = global [4 x i64] zeroinitializer
        @static_data = internal global i32 3
        @constant = constant [2 x i32] [i32 1, i32 2]
        @pointers = constant [2 x ptr] [ptr @strong, ptr @zero]
        @distance = constant i64 sub (i64 ptrtoint (ptr @zero to i64), i64 ptrtoint (ptr @distance to i64))
        @tentative = common global i32 0
        @weak_data = weak global i32 5
        @placed = global i32 1, section "mine"
        @text = private unnamed_addr constant [3 x i8] c"hi\00"
        @text_pointer = global ptr @text
        $shared = comdat any
        $shared_data = comdat any
        @shared_data = linkonce_odr global i32 9, comdat

        define i32 @strong() {
          %x = load i32, ptr @static_data
          ret i32 %x
        }
        define weak i32 @weak_function() { ret i32 2 }
        define linkonce_odr i32 @shared() comdat {
          %x = load i32, ptr @shared_data
          ret i32 %x
        }
        define internal i32 @local() noinline { ret i32 4 }
        define i32 @caller() {
          %a = call i32 @local()
          %b = call i32 @shared()
          %c = add i32 %a, %b
          ret i32 %c
        }
        define void @placed_function() section "mine.text" { ret void }
        define void @"odd name"() { ret void }
        define void @"\01asm_name"() { ret void }
        """;

    private static readonly Dictionary<string, string> Expected = new()
    {
        [".text.strong"] = "PROGBITS AX",
        [".text.weak_function"] = "PROGBITS AX",
        [".text.shared"] = "PROGBITS AXG",
        [".text.local"] = "PROGBITS AX",
        [".text.asm_name"] = "PROGBITS AX",
        ["mine.text"] = "PROGBITS AX",
        [".data.initialised"] = "PROGBITS WA",
        [".data.static_data"] = "PROGBITS WA",
        [".data.weak_data"] = "PROGBITS WA",
        [".data.shared_data"] = "PROGBITS WAG",
        [".data.text_pointer"] = "PROGBITS WA",
        ["mine"] = "PROGBITS WA",
        [".bss.zero"] = "NOBITS WA",
        [".rodata.constant"] = "PROGBITS A",
        [".data.rel.ro.distance"] = "PROGBITS WA",
        [".data.rel.ro.pointers"] = "PROGBITS WA",
        [".rodata.str1.1"] = "PROGBITS AMS",
        [".graft"] = "PROGBITS E",
    };

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(InstalledLlvm.Libraries), MemberType = typeof(InstalledLlvm))]
    public async Task Each_entity_has_a_section_of_its_own_of_the_right_kind(string library)
    {
        var sections = await ReadElf.SectionsAsync(await CompileAsync(library));
        Assert.Equal(
            Expected.Select(pair => $"{pair.Key}: {pair.Value}"),
            Expected.Select(pair => $"{pair.Key}: {sections.GetValueOrDefault(pair.Key)}"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Names_with_spaces_and_common_symbols_survive()
    {
        string path = await CompileAsync("");
        Assert.Contains(".text.odd name", await ReadElf.RunAsync("-SW", path), StringComparison.Ordinal);
        Assert.Contains("COM tentative", await ReadElf.RunAsync("-sW", path), StringComparison.Ordinal);
    }

    private async Task<string> CompileAsync(string library)
    {
        // Level 0: nothing is folded away.
        var reply = await fixture.CompileAsync(Everything, level: 0, library: library);
        Assert.True(reply.Succeeded, string.Join('\n', reply.Diagnostics));
        string path = fixture.Folder.File($"{Guid.NewGuid():N}.o");
        await File.WriteAllBytesAsync(path, reply.ObjectFile.ToArray());
        return path;
    }
}
