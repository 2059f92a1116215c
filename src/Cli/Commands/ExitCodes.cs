namespace Graft.Cli.Commands;

/// <summary>What the command's exit code says.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>Not done; diagnostics on stderr say why.</summary>
    public const int Failure = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;
}
