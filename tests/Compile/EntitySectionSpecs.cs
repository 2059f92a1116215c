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

    [Theory(Timeout = 60_000)]
    [InlineData(".text.strong", "PROGBITS AX")]
    [InlineData(".text.weak_function", "PROGBITS AX")]
    [InlineData(".text.shared", "PROGBITS AXG")]
    [InlineData(".text.local", "PROGBITS AX")]
    [InlineData(".text.asm_name", "PROGBITS AX")]
    [InlineData("mine.text", "PROGBITS AX")]
    [InlineData(".data.initialised", "PROGBITS WA")]
    [InlineData(".data.static_data", "PROGBITS WA")]
    [InlineData(".data.weak_data", "PROGBITS WA")]
    [InlineData(".data.shared_data", "PROGBITS WAG")]
    [InlineData(".data.text_pointer", "PROGBITS WA")]
    [InlineData("mine", "PROGBITS WA")]
    [InlineData(".bss.zero", "NOBITS WA")]
    [InlineData(".rodata.constant", "PROGBITS A")]
    [InlineData(".data.rel.ro.distance", "PROGBITS WA")]
    [InlineData(".data.rel.ro.pointers", "PROGBITS WA")]
    [InlineData(".rodata.str1.1", "PROGBITS AMS")]
    [InlineData(".graft", "PROGBITS E")]
    public async Task Each_entity_has_its_section_of_the_right_kind(string section, string typeAndFlags)
    {
        var sections = await ReadElf.SectionsAsync(await CompileAsync());
        Assert.True(sections.TryGetValue(section, out string? actual), string.Join('\n', sections));
        Assert.Equal(typeAndFlags, actual);
    }

    [Fact(Timeout = 60_000)]
    public async Task Names_with_spaces_and_common_symbols_survive()
    {
        string path = await CompileAsync();
        Assert.Contains(".text.odd name", await ReadElf.RunAsync("-SW", path), StringComparison.Ordinal);
        Assert.Contains("COM tentative", await ReadElf.RunAsync("-sW", path), StringComparison.Ordinal);
    }

    private async Task<string> CompileAsync()
    {
        // Level 0: nothing is folded away.
        var reply = await fixture.CompileAsync(Everything, level: 0);
        Assert.True(reply.Succeeded, string.Join('\n', reply.Diagnostics));
        string path = fixture.Folder.File($"{Guid.NewGuid():N}.o");
        await File.WriteAllBytesAsync(path, reply.ObjectFile.ToArray());
        return path;
    }
}
