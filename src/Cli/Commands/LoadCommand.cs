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
        var json = CommonOptions.Json();
        var command = new Command("load", "Loads a module into a runtime, or patches what changed of it.")
        {
            files, module, runtime, standalone, level, patchable, json,
        };
        CommandAction.Set(command, async (parsed, cancellationToken) =>
        {
            var content = ModuleContent.Find(parsed.GetValue(files)!, parsed.GetValue(module));
            string target = RuntimeChoice.Name(parsed.GetValue(runtime));
            var options = new CompileOptions(parsed.GetValue(level), parsed.GetValue(patchable));
            var loader = parsed.GetValue(standalone) ? new StandaloneLoader() : (IModuleLoader)new HostLoader();
            await using (loader.ConfigureAwait(false))
            {
                var result = await LoadAsync(loader, content, target, options, cancellationToken).ConfigureAwait(false);
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
        IModuleLoader loader, ModuleContent content, string runtime, CompileOptions options, CancellationToken cancellationToken)
    {
        if (content.ToBuild(options) is not { } build)
            return await loader.LoadAsync(new(runtime, content.Module, content.Objects), cancellationToken).ConfigureAwait(false);
        var built = await loader.BuildAsync(build, cancellationToken).ConfigureAwait(false);
        if (!built.Succeeded)
            return new(built.Diagnostics, 0, 0, 0, 0, 0, 0, [], built.Milliseconds);
        var result = await loader.LoadAsync(
            new(runtime, content.Module, [build.Archive, .. content.Objects]), cancellationToken).ConfigureAwait(false);
        return result with { Diagnostics = [.. built.Diagnostics, .. result.Diagnostics] };
    }
}
