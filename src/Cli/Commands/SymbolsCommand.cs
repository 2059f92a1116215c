using System.CommandLine;
using System.Globalization;
using Graft.Cli.Output;
using Graft.Client;
using Graft.Protocol;
using Spectre.Console;

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

        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("state", "kind", "symbol", "module", "generation", "address", "signature");
        foreach (var symbol in symbols)
        {
            table.AddRow(
                symbol.State.ToString(), symbol.Kind.ToString(), Markup.Escape(symbol.Name),
                symbol.IsHost ? "(process)" : Markup.Escape(symbol.Module),
                symbol.Generation.ToString(CultureInfo.InvariantCulture),
                symbol.Address.ToString("x", CultureInfo.InvariantCulture), Markup.Escape(symbol.Signature));
        }

        Terminal.Write(table);
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

            var table = new Table().Border(TableBorder.Simple).AddColumns("module", "unit", "", "kind", "symbol", "size", "signature");
            foreach (var symbol in symbols)
            {
                table.AddRow(
                    Markup.Escape(symbol.Module), Markup.Escape(symbol.Unit), symbol.IsDefined ? "defines" : "wants",
                    symbol.Kind.ToString(), Markup.Escape(symbol.Name),
                    symbol.Size.ToString(CultureInfo.InvariantCulture), Markup.Escape(symbol.Signature));
            }

            Terminal.Write(table);
        }
    }
}
