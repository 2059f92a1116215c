using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>What a link must contain and what it may leave out. Immutable.</summary>
public sealed record LinkOptions
{
    /// <summary>Errors that are told if nobody says otherwise: enough to see the pattern, few enough to read.</summary>
    public const int DefaultErrorLimit = 20;

    /// <summary>Everything that is given is linked.</summary>
    public static LinkOptions Default { get; } = new();

    /// <summary>Whether sections that no root reaches are left out (<c>--gc-sections</c>); what only they want is then no error.</summary>
    public bool GcSections { get; init; }

    /// <summary>
    /// Digest of an object as a link with these options knows it: another one if the same object may give other code.
    /// </summary>
    public UInt128 Identify(UInt128 digest) => GcSections ? ~digest : digest;

    /// <summary>
    /// Whether all that other modules may see is a root. True for a module; false for a program, whose roots are
    /// <see cref="Roots"/> and its initialisers.
    /// </summary>
    public bool ExportsAreRoots { get; init; } = true;

    /// <summary>
    /// Whether what nobody defines is an error here and now, as for a program, and not something that a later module may bring.
    /// </summary>
    public bool IsComplete { get; init; }

    /// <summary>How many errors are told, the others are counted; 0 for all.</summary>
    public int ErrorLimit { get; init; } = DefaultErrorLimit;

    /// <summary>Symbols that must be there, as if an object wanted them: they pull archive members and keep their sections.</summary>
    public IReadOnlyList<string> Roots { get; init; } = [];

    /// <summary>
    /// Whether archives give all their members (<c>--whole-archive</c>). Otherwise they give those that define what
    /// others want; inputs that are archives only, without <see cref="Roots"/>, give all.
    /// </summary>
    public bool WholeArchives { get; init; }

    /// <summary>Whether the runtime holds nothing of the module, so that the agent has no older definitions to compare with.</summary>
    public bool IsModuleNew { get; init; }

    /// <summary>
    /// Whether a unit of the module that is not among those to link gives a name as a number (an absolute symbol). If something is wanted that nobody else
    /// defines and this knows, nothing is linked: that unit is needed.
    /// </summary>
    internal Func<Utf8Name, bool>? IsValueElsewhere { get; init; }

    /// <summary>The modules that are searched for what this one wants, after itself and before the process; null for all.</summary>
    public IReadOnlyList<string>? LinkOrder { get; init; }
}
