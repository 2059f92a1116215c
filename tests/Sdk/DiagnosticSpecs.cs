namespace Graft.Tests.Sdk;

/// <summary>What is wrong with an input is told with code and place, in the terminal and in the binary log.</summary>
[Collection(SdkFixture.Collection)]
public sealed class DiagnosticSpecs(SdkFixture sdk) : IDisposable
{
    private readonly ProjectFolder _folder = new ProjectFolder(sdk).WithGeometry();

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = 120_000)]
    public async Task Bad_ir_is_an_error_with_file_line_and_column_and_the_next_good_build_succeeds()
    {
        _folder.With("geometry/bad.ll", "define i32 @bad() {\n  ret i32 %nobody\n}\n");
        var build = (await _folder.BuildAsync("geometry")).ShouldFail();
        string file = _folder.PathOf("geometry/bad.ll");
        Assert.Contains($"{file}(2,11): error GRAFT1001:", build.Output, StringComparison.Ordinal);
        var error = Assert.Single(build.Errors);
        Assert.Equal(("GRAFT1001", file, 2, 11), (error.Code, error.File, error.LineNumber, error.ColumnNumber));

        _folder.With("geometry/bad.ll", Ir.Constant("bad", 1));
        Assert.Equal(1, (await _folder.BuildAsync("geometry")).ShouldSucceed().Compiled());
    }

    [Fact(Timeout = 120_000)]
    public async Task Errors_and_warnings_of_c_point_into_the_source()
    {
        _folder
            .With("geometry/warns.c", "int warns(int x) {\n    if (x = 1) return 2;\n    return 3;\n}\n")
            .With("geometry/fails.c", "int fails(void) {\n    return nobody;\n}\n");
        var build = (await _folder.BuildAsync("geometry")).ShouldFail();
        var error = Assert.Single(build.Errors);
        Assert.Equal(("GRAFT1006", "fails.c", 2, 12), (error.Code, Path.GetFileName(error.File), error.LineNumber, error.ColumnNumber));
        Assert.Contains(build.Warnings, warning => (warning.Code, Path.GetFileName(warning.File), warning.LineNumber) == ("GRAFT1007", "warns.c", 2));
    }

    [Fact(Timeout = 120_000)]
    public async Task Defines_include_folders_and_arguments_of_project_and_item_reach_clang()
    {
        _folder
            .With("geometry/geometry.irproj", """
                <Project Sdk="Graft.Sdk">
                  <PropertyGroup>
                    <GraftDefines>PROJECT=1;PLAIN</GraftDefines>
                    <GraftIncludePaths>headers</GraftIncludePaths>
                    <GraftClangArguments>-Werror=implicit-function-declaration;-std=c11</GraftClangArguments>
                  </PropertyGroup>
                  <ItemGroup>
                    <CSource Update="uses.c" Defines="ITEM=2" IncludePaths="more" ClangArguments="-fno-builtin" />
                  </ItemGroup>
                </Project>
                """)
            .With("geometry/headers/first.h", "int first(void);\n")
            .With("geometry/more/second.h", "int second(void);\n")
            .With("geometry/uses.c", """
                #include "first.h"
                #include "second.h"
                #if !defined(PLAIN) || PROJECT != 1 || ITEM != 2 || __STDC_VERSION__ != 201112L
                #error options are missing
                #endif
                int uses(void) { return first() + second(); }
                """);
        Assert.Equal(3, (await _folder.BuildAsync("geometry")).ShouldSucceed().Compiled());
    }

    [Fact(Timeout = 120_000)]
    public async Task Two_inputs_that_would_become_one_object_are_refused_with_the_remedy()
    {
        _folder
            .With("one/same.ll", Ir.Constant("one", 1))
            .With("two/same.ll", Ir.Constant("two", 2))
            .With("geometry/geometry.irproj", """
                <Project Sdk="Graft.Sdk">
                  <ItemGroup>
                    <IR Include="../one/same.ll;../two/same.ll" />
                  </ItemGroup>
                </Project>
                """);
        var error = Assert.Single((await _folder.BuildAsync("geometry")).ShouldFail().Errors);
        Assert.Equal("GRAFT6001", error.Code);
        Assert.Contains("Link", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_module_whose_name_is_a_path_is_refused_before_anything_is_written()
    {
        var error = Assert.Single((await _folder.BuildAsync("geometry", "-p:GraftModule=../elsewhere")).ShouldFail().Errors);
        Assert.Equal(("GRAFT6001", "GraftModule is '../elsewhere'; files and folders are named after a module, so its name is no path"), (error.Code, error.Message));
        Assert.False(Directory.Exists(_folder.PathOf("geometry/bin")));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_runtime_that_does_not_exist_fails_the_build_after_the_module_is_built()
    {
        var build = (await _folder.BuildAsync("geometry", "-p:GraftRuntime=nobody")).ShouldFail();
        Assert.Equal("GRAFT4001", Assert.Single(build.Errors).Code);
        Assert.True(File.Exists(_folder.PathOf("geometry/bin/Debug/libgeometry.a")));
    }
}
