using System.CommandLine;
using Graft.Cli.Linking;
using Graft.Client;
using Graft.Engine.Image;
using Graft.Engine.Link;
using Graft.Protocol;

namespace Graft.Cli.Commands;

/// <summary><c>graft link</c>: a link without a process.</summary>
internal static class LinkCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var files = new Argument<string[]>("FILES")
        {
            Description = "Objects, archives, LLVM IR (.ll, .bc), C and C++.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string?>("--output", "-o") { Description = "Write an ELF file with the final bytes." };
        var map = new Option<string?>("--map") { Description = "Write where everything is, as JSON." };
        var baseAddress = new Option<string>("--base")
        {
            Description = "Address of the memory to link for, a multiple of 64 KiB.",
            DefaultValueFactory = _ => $"0x{ImageOptions.DefaultBase:x}",
        };
        var absolutes = new Option<string[]>("--abs") { Description = "NAME=ADDRESS: a symbol that is there besides the files." };
        var arena = new Option<ulong>("--arena") { Description = "Size of the memory in MiB, 1 to 2047.", DefaultValueFactory = _ => 256 };
        var entry = new Option<string>("--entry", "-e") { Description = "Where the image begins.", DefaultValueFactory = _ => "main" };
        var undefined = new Option<bool>("--allow-undefined") { Description = "Leave open what nobody defines." };
        var unused = new Option<bool>("--gc-sections") { Description = "Leave out what the entry does not reach." };
        var level = new Option<int>("--optimize", "-O") { Description = "Optimisation of sources, 0 to 3.", DefaultValueFactory = _ => 2 };
        level.AcceptOnlyFromAmong("0", "1", "2", "3");
        var errorLimit = CommonOptions.ErrorLimit();
        var noRun = new Option<bool>("--no-run") { Description = "Run nothing, as always." };
        var time = new Option<bool>("--time") { Description = "Print how long each phase took." };
        var command = new Command("link", "Links files for an address, without running them.")
        {
            files, output, map, baseAddress, absolutes, arena, entry, undefined, unused, level, errorLimit, noRun, time,
        };
        CommandAction.Set(command, (parsed, _) =>
        {
            string begin = parsed.GetValue(entry)!;
            bool dropsUnused = parsed.GetValue(unused);
            var work = new ImageWork
            {
                Files = parsed.GetValue(files)!,
                Image = new()
                {
                    Base = LinkAddress.ParseBase(parsed.GetValue(baseAddress)!),
                    ArenaSize = LinkAddress.ArenaSize(parsed.GetValue(arena)),
                    Absolutes = LinkAddress.ParseSymbols(parsed.GetValue(absolutes) ?? []),
                    AllowsUndefined = parsed.GetValue(undefined),
                },
                Link = new LinkOptions
                {
                    GcSections = dropsUnused,
                    ExportsAreRoots = !dropsUnused,
                    Roots = dropsUnused ? [begin] : [],
                    ErrorLimit = parsed.GetValue(errorLimit),
                },
                Compile = new CompileOptions(parsed.GetValue(level)),
                Entry = begin,
                Output = parsed.GetValue(output),
                Map = parsed.GetValue(map),
                PrintsTimes = parsed.GetValue(time),
            };
            return Task.FromResult(work.Run() ? ExitCodes.Success : ExitCodes.Failure);
        });
        return command;
    }
}
