using Graft.Protocol;

namespace Graft.Tests.Sdk;

/// <summary>A build does what is needed after an edit, and nothing else.</summary>
[Collection(SdkFixture.Collection)]
public sealed class IncrementalBuildSpecs(SdkFixture sdk) : IDisposable
{
    private const string CompileTarget = "GraftCompileModule";
    private readonly ProjectFolder _folder = new ProjectFolder(sdk).WithGeometry();

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = 120_000)]
    public async Task A_project_with_targets_of_its_own_is_built_by_default_and_they_run_where_they_want()
    {
        _folder.With("geometry/geometry.irproj", """
            <Project Sdk="Graft.Sdk">
              <Target Name="Early" BeforeTargets="GraftCollectInputs"><Message Importance="high" Text="early" /></Target>
              <Target Name="Never"><Error Text="nobody asked for this" /></Target>
            </Project>
            """);
        var build = (await _folder.BuildAsync("geometry")).ShouldSucceed();
        Assert.Contains("early", build.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.PathOf("geometry/bin/Debug/libgeometry.a")));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_build_makes_objects_archive_and_symbol_list_and_a_second_one_does_not_even_contact_the_host()
    {
        var first = (await _folder.BuildAsync("geometry")).ShouldSucceed();
        Assert.Equal(2, first.Compiled());
        string[] outputs =
        [
            "geometry/obj/Debug/objects/geometry/area.ll.o", "geometry/obj/Debug/objects/geometry/shapes/circle.ll.o",
            "geometry/bin/Debug/libgeometry.a", "geometry/bin/Debug/geometry.symbols.json",
        ];
        Assert.All(outputs, output => Assert.True(File.Exists(_folder.PathOf(output)), output));
        Assert.NotEmpty(_folder.Processes.Hosts());

        _folder.Processes.EndAll();
        var second = (await _folder.BuildAsync("geometry")).ShouldSucceed();
        Assert.True(second.Skipped(CompileTarget), second.Output);
        Assert.Empty(_folder.Processes.Hosts());
    }

    [Fact(Timeout = 120_000)]
    public async Task Only_an_input_whose_content_changed_is_compiled()
    {
        (await _folder.BuildAsync("geometry")).ShouldSucceed();
        var archive = File.GetLastWriteTimeUtc(_folder.PathOf("geometry/bin/Debug/libgeometry.a"));

        File.SetLastWriteTimeUtc(_folder.PathOf("geometry/area.ll"), DateTime.UtcNow);
        var touched = (await _folder.BuildAsync("geometry")).ShouldSucceed();
        Assert.False(touched.Skipped(CompileTarget));
        Assert.Equal(0, touched.Compiled());
        Assert.Equal(archive, File.GetLastWriteTimeUtc(_folder.PathOf("geometry/bin/Debug/libgeometry.a")));

        _folder.With("geometry/area.ll", Ir.Constant("area", 3));
        var edited = (await _folder.BuildAsync("geometry")).ShouldSucceed();
        Assert.Equal(1, edited.Compiled());
        Assert.True((await _folder.BuildAsync("geometry")).Skipped(CompileTarget));
    }

    [Fact(Timeout = 120_000)]
    public async Task After_a_clean_the_cache_has_all_objects()
    {
        string cache = $"-p:GraftCache={_folder.PathOf("cache")}";
        (await _folder.BuildAsync("geometry", cache)).ShouldSucceed();
        (await _folder.BuildAsync("geometry", cache, "-t:Clean")).ShouldSucceed();
        var again = (await _folder.BuildAsync("geometry", cache)).ShouldSucceed();
        Assert.Equal(0, again.Compiled());
        Assert.True(File.Exists(_folder.PathOf("geometry/bin/Debug/libgeometry.a")));
    }

    [Fact(Timeout = 120_000)]
    public async Task An_input_that_is_replaced_by_an_older_file_is_compiled()
    {
        (await _folder.BuildAsync("geometry")).ShouldSucceed();

        _folder.With("geometry/area.ll", Ir.Constant("area", 3));
        File.SetLastWriteTimeUtc(_folder.PathOf("geometry/area.ll"), DateTime.UtcNow.AddDays(-1));

        Assert.Equal(1, (await _folder.BuildAsync("geometry")).ShouldSucceed().Compiled());
    }

    [Fact(Timeout = 120_000)]
    public async Task Two_projects_in_one_folder_leave_each_other_alone()
    {
        _folder.With("geometry/round.irproj", """
            <Project Sdk="Graft.Sdk">
              <PropertyGroup><EnableDefaultGraftItems>false</EnableDefaultGraftItems></PropertyGroup>
              <ItemGroup><IR Include="shapes/circle.ll" /></ItemGroup>
            </Project>
            """);
        (await _folder.BuildAsync("geometry/geometry.irproj")).ShouldSucceed();
        Assert.Equal(1, (await _folder.BuildAsync("geometry/round.irproj")).ShouldSucceed().Compiled());

        Assert.True((await _folder.BuildAsync("geometry/geometry.irproj")).ShouldSucceed().Skipped(CompileTarget));
        Assert.Equal(0, (await _folder.RunAsync(["clean", "geometry/round.irproj"])).ExitCode);
        Assert.True((await _folder.BuildAsync("geometry/geometry.irproj")).ShouldSucceed().Skipped(CompileTarget));
    }

    [Fact(Timeout = 120_000)]
    public async Task An_added_input_joins_the_archive_and_a_removed_one_leaves_it_and_obj()
    {
        (await _folder.BuildAsync("geometry")).ShouldSucceed();

        _folder.With("geometry/volume.ll", Ir.Constant("volume", 4));
        Assert.Equal(1, (await _folder.BuildAsync("geometry")).ShouldSucceed().Compiled());
        Assert.Contains("\"volume\"", Symbols(), StringComparison.Ordinal);

        File.Delete(_folder.PathOf("geometry/volume.ll"));
        Assert.Equal(0, (await _folder.BuildAsync("geometry")).ShouldSucceed().Compiled());
        Assert.DoesNotContain("\"volume\"", Symbols(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.PathOf("geometry/obj/Debug/objects"), "volume*"));
        Assert.True((await _folder.BuildAsync("geometry")).Skipped(CompileTarget));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_changed_option_rebuilds_all_and_a_lost_output_is_made_again()
    {
        (await _folder.BuildAsync("geometry")).ShouldSucceed();
        Assert.Equal(2, (await _folder.BuildAsync("geometry", "-p:GraftOptimizationLevel=3")).ShouldSucceed().Compiled());
        Assert.True((await _folder.BuildAsync("geometry", "-p:GraftOptimizationLevel=3")).Skipped(CompileTarget));

        string lost = _folder.PathOf("geometry/obj/Debug/objects/geometry/area.ll.o");
        byte[] content = await File.ReadAllBytesAsync(lost);
        File.Delete(lost);
        (await _folder.BuildAsync("geometry", "-p:GraftOptimizationLevel=3")).ShouldSucceed();
        Assert.Equal(content, await File.ReadAllBytesAsync(lost));
    }

    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Functions_have_room_for_a_jump_unless_direct_calls_are_switched_off(bool hasHost)
    {
        string host = $"-p:GraftUseHost={hasHost}", output = _folder.PathOf("geometry/obj/Debug/objects/geometry/area.ll.o");
        (await _folder.BuildAsync("geometry", host)).ShouldSucceed();
        byte[] entry = BitConverter.GetBytes(EntryNoOp.Word);
        Assert.True((await File.ReadAllBytesAsync(output)).AsSpan().IndexOf(entry) >= 0);
        Assert.Equal(2, (await _folder.BuildAsync("geometry", host, "-p:GraftDirectCalls=false")).ShouldSucceed().Compiled());
        Assert.True((await File.ReadAllBytesAsync(output)).AsSpan().IndexOf(entry) < 0);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_changed_header_recompiles_the_sources_that_read_it()
    {
        _folder
            .With("geometry/pi.h", "#define PI 3\n")
            .With("geometry/user.c", "#include \"pi.h\"\nint user(void) { return PI; }\n")
            .With("geometry/other.c", "int other(void) { return 1; }\n");
        Assert.Equal(4, (await _folder.BuildAsync("geometry")).ShouldSucceed().Compiled());
        Assert.True((await _folder.BuildAsync("geometry")).Skipped(CompileTarget));

        _folder.With("geometry/pi.h", "#define PI 4\n");
        Assert.Equal(1, (await _folder.BuildAsync("geometry")).ShouldSucceed().Compiled());
        Assert.True((await _folder.BuildAsync("geometry")).Skipped(CompileTarget));
    }

    [Fact(Timeout = 120_000)]
    public async Task Clean_removes_all_that_a_build_made()
    {
        (await _folder.BuildAsync("geometry")).ShouldSucceed();
        var clean = await _folder.RunAsync(["clean", "geometry", "-nologo"]);
        Assert.True(clean.ExitCode == 0, clean.Output);
        Assert.Empty(Directory.GetFiles(_folder.PathOf("geometry/bin"), "*", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFiles(_folder.PathOf("geometry/obj/Debug"), "*", SearchOption.AllDirectories));
    }

    [Fact(Timeout = 120_000)]
    public async Task Without_the_host_the_same_bytes_come_out()
    {
        (await _folder.BuildAsync("geometry", "-p:OutputPath=with/", "-p:IntermediateOutputPath=obj/with/")).ShouldSucceed();
        _folder.Processes.EndAll();
        (await _folder.BuildAsync("geometry", "-p:OutputPath=without/", "-p:IntermediateOutputPath=obj/without/", "-p:GraftUseHost=false"))
            .ShouldSucceed();
        Assert.Empty(_folder.Processes.Hosts());
        foreach (string output in new[] { "{0}/libgeometry.a", "{0}/geometry.symbols.json", "obj/{0}/objects/geometry/area.ll.o" })
        {
            byte[] Read(string kind) => File.ReadAllBytes(_folder.PathOf("geometry/" + output.Replace("{0}", kind, StringComparison.Ordinal)));
            Assert.Equal(Read("with"), Read("without"));
        }
    }

    private string Symbols() => File.ReadAllText(_folder.PathOf("geometry/bin/Debug/geometry.symbols.json"));
}
