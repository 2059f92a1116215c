using System.CommandLine;
using Graft.Cli.Loading;
using Graft.Cli.Output;
using Graft.Client;
using Graft.Protocol;

namespace Graft.Cli.Commands;

/// <summary><c>graft load</c>: a module into a runtime.</summary>
internal static class LoadCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var files = new Argument<string[]>("FILES")
        {
            Description = "Objects, archives, LLVM IR (.ll, .bc), C and C++: the module's whole content.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var module = new Option<string?>("--module", "-m")
        {
            Description = "Name of the module; without FILES its built lib<Module>.a below this folder is loaded.",
        };
        var runtime = CommonOptions.Runtime();
        var standalone = new Option<bool>("--standalone") { Description = "Compile and link in this process, without the engine host." };
        var level = new Option<int>("--optimize", "-O") { Description = "Optimisation of sources, 0 to 3.", DefaultValueFactory = _ => 2 };
        level.AcceptOnlyFromAmong("0", "1", "2", "3");
        var patchable = new Option<bool>("--patchable") { Description = "Compile sources so that each function can be patched by itself." };
        var gcSections = new Option<bool>("--gc-sections") { Description = "Leave out sections that no symbol which other modules see needs." };
        var wholeArchive = new Option<bool>("--whole-archive") { Description = "Take all members of archives, not only those that something needs." };
        var linkOrder = new Option<string?>("--link-order")
        {
            Description = "Modules to search, separated by commas, for what this one wants, after itself and before the process; all if not given.",
        };
        var errorLimit = CommonOptions.ErrorLimit();
        var json = CommonOptions.Json();
        var command = new Command("load", "Loads a module into a runtime, or patches what changed of it.")
        {
            files, module, runtime, standalone, level, patchable, gcSections, wholeArchive, linkOrder, errorLimit, json,
        };
        CommandAction.Set(command, async (parsed, cancellationToken) =>
        {
            var content = ModuleContent.Find(parsed.GetValue(files)!, parsed.GetValue(module));
            var request = new LoadModuleRequest(RuntimeChoice.Name(parsed.GetValue(runtime)), content.Module, content.Objects)
            {
                GcSections = parsed.GetValue(gcSections),
                WholeArchives = parsed.GetValue(wholeArchive),
                LinkOrder = parsed.GetValue(linkOrder)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                ErrorLimit = parsed.GetValue(errorLimit),
            };
            var options = new CompileOptions(parsed.GetValue(level), parsed.GetValue(patchable)) { Cache = CacheChoice.From() };
            var loader = parsed.GetValue(standalone) ? new StandaloneLoader() : (IModuleLoader)new HostLoader();
            await using (loader.ConfigureAwait(false))
            {
                var result = await LoadAsync(loader, content, request, options, cancellationToken).ConfigureAwait(false);
                Terminal.Tell(result.Diagnostics);
                if (parsed.GetValue(json))
                    Terminal.WriteJson(result, CliJson.Default.LoadModuleResult);
                else if (result.Succeeded)
                    Terminal.WriteLine(LoadSummary.Describe(content.Module, result));
                return result.Succeeded ? ExitCodes.Success : ExitCodes.Failure;
            }
        });
        return command;
    }

    private static async Task<LoadModuleResult> LoadAsync(
        IModuleLoader loader, ModuleContent content, LoadModuleRequest request, CompileOptions options, CancellationToken cancellationToken)
    {
        if (content.ToBuild(options) is not { } build)
            return await loader.LoadAsync(request, cancellationToken).ConfigureAwait(false);
        var built = await loader.BuildAsync(build, cancellationToken).ConfigureAwait(false);
        if (!built.Succeeded)
            return new(built.Diagnostics, 0, 0, 0, 0, 0, 0, [], built.Milliseconds);

        // The objects, not their archive: of archives only what is needed is linked.
        request = request with { Inputs = [.. build.Sources.Select(source => source.ObjectPath), .. content.Objects] };
        var result = await loader.LoadAsync(request, cancellationToken).ConfigureAwait(false);
        return result with { Diagnostics = [.. built.Diagnostics, .. result.Diagnostics] };
    }
}
