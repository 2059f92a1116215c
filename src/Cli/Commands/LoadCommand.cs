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
        var with = new Option<string[]>("--with")
        {
            Description = "Another module to load, all or none: NAME=FILE[,FILE...]. May be repeated.",
            HelpName = "NAME=FILES",
            DefaultValueFactory = _ => [],
        };
        var synced = CommonOptions.Synced();
        var syncLimit = CommonOptions.SyncLimit();
        var errorLimit = CommonOptions.ErrorLimit();
        var json = CommonOptions.Json();
        var command = new Command("load", "Loads a module into a runtime, or patches what changed of it.")
        {
            files, module, runtime, standalone, level, patchable, gcSections, wholeArchive, linkOrder, with, synced, syncLimit, errorLimit, json,
        };
        CommandAction.Set(command, async (parsed, cancellationToken) =>
        {
            var first = ModuleContent.Find(parsed.GetValue(files)!, parsed.GetValue(module));
            var terms = CommonOptions.Terms(parsed, synced, syncLimit);
            var pattern = new LoadModuleRequest(RuntimeChoice.Name(parsed.GetValue(runtime)), first.Module, first.Objects)
            {
                GcSections = parsed.GetValue(gcSections),
                WholeArchives = parsed.GetValue(wholeArchive),
                LinkOrder = parsed.GetValue(linkOrder)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                Consistency = terms.Consistency,
                SyncLimit = terms.SyncLimit.TotalSeconds,
                ErrorLimit = parsed.GetValue(errorLimit),
            };
            ModuleContent[] contents = [first, .. parsed.GetValue(with)!.Select(ModuleContent.Parse)];
            var options = new CompileOptions(parsed.GetValue(level), parsed.GetValue(patchable)) { Cache = CacheChoice.From() };
            var loader = parsed.GetValue(standalone) ? new StandaloneLoader() : (IModuleLoader)new HostLoader();
            await using (loader.ConfigureAwait(false))
            {
                var results = await LoadAsync(loader, contents, pattern, options, cancellationToken).ConfigureAwait(false);
                Tell(contents, results, parsed.GetValue(json));
                return results.All(result => result.Succeeded) ? ExitCodes.Success : ExitCodes.Failure;
            }
        });
        return command;
    }

    private static async Task<IReadOnlyList<LoadModuleResult>> LoadAsync(
        IModuleLoader loader, ModuleContent[] contents, LoadModuleRequest pattern, CompileOptions options, CancellationToken cancellationToken)
    {
        var requests = new List<LoadModuleRequest>();
        var warnings = new List<IReadOnlyList<Diagnostic>>();
        foreach (var content in contents)
        {
            var (built, objects, sources) = await BuildAsync(loader, content, options, cancellationToken).ConfigureAwait(false);
            if (built.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
                return [new(built, 0, 0, 0, 0, 0, 0, [], 0)];
            requests.Add(pattern with { Module = content.Module, Inputs = objects, Sources = sources });
            warnings.Add([.. content.Notices, .. built]);
        }

        var results = await loader.LoadAsync(requests, cancellationToken).ConfigureAwait(false);
        return [.. results.Select((result, i) => result with { Diagnostics = [.. warnings[i], .. result.Diagnostics] })];
    }

    // The objects, not their archive: of archives only what is needed is linked.
    private static async Task<(IReadOnlyList<Diagnostic> Diagnostics, IReadOnlyList<string> Objects, IReadOnlyList<UnitSource> Sources)> BuildAsync(
        IModuleLoader loader, ModuleContent content, CompileOptions options, CancellationToken cancellationToken)
    {
        if (content.ToBuild(options) is not { } build)
            return ([], content.Objects, []);
        var built = await loader.BuildAsync(build, cancellationToken).ConfigureAwait(false);
        return (built.Diagnostics, [.. build.Sources.Select(source => source.ObjectPath), .. content.Objects], UnitSource.Of(build));
    }

    private static void Tell(ModuleContent[] contents, IReadOnlyList<LoadModuleResult> results, bool asJson)
    {
        // What holds for all of a transaction is told once.
        Terminal.Tell([.. results.SelectMany(result => result.Diagnostics).Distinct()]);
        if (asJson && contents.Length == 1)
            Terminal.WriteJson(results[0], CliJson.Default.LoadModuleResult);
        else if (asJson)
            Terminal.WriteJson(results, CliJson.Default.IReadOnlyListLoadModuleResult);
        else if (results.All(result => result.Succeeded))
        {
            foreach (var (content, result) in contents.Zip(results))
                Terminal.WriteLine(LoadSummary.Describe(content.Module, result));
        }
    }
}
