using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;
using Graft.Client;
using Graft.Engine.Compile;

namespace Graft.Tests.Compile;

/// <summary>C takes a detour on its way to an object: clang without passes, then the worker. It must not cost anything.</summary>
[Collection(CompileCollection.Name)]
public sealed partial class CodeQualitySpecs(CompileFixture fixture)
{
    private const string Source = """
        #include <math.h>
        #include <string.h>
        struct item { double weight; int kind; char name[12]; };
        static int compare(const struct item *a, const struct item *b) { return a->weight < b->weight ? -1 : a->weight > b->weight; }
        void sort(struct item *items, int count) {
            for (int i = 1; i < count; i++)
                for (int j = i; j > 0 && compare(&items[j - 1], &items[j]) > 0; j--) {
                    struct item swap = items[j];
                    items[j] = items[j - 1];
                    items[j - 1] = swap;
                }
        }
        float dot(const float *restrict a, const float *restrict b, float *restrict c, int n) {
            float sum = 0;
            for (int i = 0; i < n; i++) { c[i] = a[i] * b[i]; sum += c[i]; }
            return sum;
        }
        int kind(struct item *it) {
            switch (it->kind) {
                case 0: return 10; case 1: return (int)it->weight; case 2: return (int)strlen(it->name);
                case 3: return it->name[3]; case 4: return -1; case 5: return (int)sqrt(it->weight); default: return 0;
            }
        }
        int fold(void) { int total = 0; for (int i = 0; i < 64; i++) total += i * i; return total; }
        """;

    [Theory(Timeout = 120_000)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public async Task Its_instructions_are_those_that_clang_itself_makes(int level, bool directCalls)
    {
        using var scene = new BuildScene(fixture.Pool);
        // Other units cannot call a static function, and clang knows no difference.
        string source = scene.Add("source.c", directCalls ? Source.Replace("static int", "__attribute__((always_inline)) static inline int", StringComparison.Ordinal) : Source);
        scene.Options = new CompileOptions(OptimizationLevel: level) { DirectCalls = directCalls };
        var result = await scene.BuildAsync();
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));

        var clang = await ClangTool.FindAsync("", LlvmLibrary.Find("")!.Major, CancellationToken.None);
        string expected = scene.Folder.File("clang.o");
        string[] entries = directCalls ? ["-fpatchable-function-entry=8"] : [];
        await CliWrap.Cli.Wrap(clang!.Path).WithArguments([$"-O{level}", "-fPIE", "-ffunction-sections", .. entries, "-c", source, "-o", expected]).ExecuteAsync();

        Assert.Equal(await DisassembleAsync(expected), await DisassembleAsync(scene.Object("source.c")));
    }

    private static async Task<string[]> DisassembleAsync(string path)
    {
        var result = await CliWrap.Cli.Wrap(InstalledLlvm.Tool("llvm-objdump")).WithArguments(["-d", "--no-show-raw-insn", path]).ExecuteBufferedAsync();
        return [.. Instruction().Matches(result.StandardOutput).Select(match => match.Value)];
    }

    [GeneratedRegex(@"^ +[0-9a-f]+:.*$", RegexOptions.Multiline)]
    private static partial Regex Instruction();
}
