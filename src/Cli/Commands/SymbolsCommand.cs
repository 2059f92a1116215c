using System.CommandLine;
using System.Globalization;
using Graft.Cli.Output;
using Graft.Client;
using Graft.Protocol;

namespace Graft.Cli.Commands;

/// <summary><c>graft symbols</c>: what a runtime knows, or what the builds of a module said.</summary>
internal static class SymbolsCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var runtime = CommonOptions.Runtime();
        var module = new Option<string?>("--module", "-m") { Description = "Only this module's symbols." };
        var built = new Option<bool>("--built") { Description = "Ask the engine host's symbol graph of all built modules instead of a runtime." };
        var json = CommonOptions.Json();
        var command = new Command("symbols", "Lists symbols with their state, signature and address.") { runtime, module, built, json };
        CommandAction.Set(command, async (parsed, cancellationToken) =>
        {
            bool asJson = parsed.GetValue(json);
            if (parsed.GetValue(built))
                await ShowBuiltAsync(parsed.GetValue(module), asJson, cancellationToken).ConfigureAwait(false);
            else
                ShowLoaded(parsed.GetValue(runtime), parsed.GetValue(module), asJson);
            return ExitCodes.Success;
        });
        return command;
    }

    private static void ShowLoaded(string? runtime, string? module, bool json)
    {
        using var agent = RuntimeChoice.Connect(runtime);
        var symbols = agent.GetSymbols(module);
        if (json)
        {
            Terminal.WriteJson(symbols, CliJson.Default.IReadOnlyListRuntimeSymbol);
            return;
        }

        Terminal.WriteTable(
            ["symbol", "state", "kind", "module", "generation", "address", "calls", "signature"],
            symbols.Select(symbol => new[]
            {
                symbol.Name, Lower(symbol.State), Lower(symbol.Kind), symbol.IsHost ? "(process)" : symbol.Module,
                Number(symbol.Generation), $"0x{symbol.Address:x}", symbol.Calls == CallBinding.None ? "" : Lower(symbol.Calls), symbol.Signature,
            }));
    }

    private static async Task ShowBuiltAsync(string? module, bool json, CancellationToken cancellationToken)
    {
        var client = await HostClient.OpenAsync(new HostOptions(), cancellationToken).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            var symbols = await client.GetSymbolsAsync(module, cancellationToken).ConfigureAwait(false);
            if (json)
            {
                Terminal.WriteJson(symbols, CliJson.Default.IReadOnlyListGraphSymbol);
                return;
            }

            Terminal.WriteTable(
                ["symbol", "", "kind", "module", "unit", "size", "signature"],
                symbols.Select(symbol => new[]
                {
                    symbol.Name, symbol.IsDefined ? "defined" : "wanted", Lower(symbol.Kind), symbol.Module, symbol.Unit,
                    Number(symbol.Size), symbol.Signature,
                }));
        }
    }

    private static string Number<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
