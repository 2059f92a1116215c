namespace Graft.Protocol;

/// <summary>What a runtime holds of a module.</summary>
/// <param name="Generation">The module's newest generation; 0 if it was never loaded.</param>
/// <param name="Units">Its live units.</param>
public sealed record ModuleState(long Generation, IReadOnlyList<UnitState> Units)
{
    /// <summary>The modules that it searches, as <see cref="ResolveRequest.LinkOrder"/>; null for all.</summary>
    public IReadOnlyList<string>? LinkOrder { get; init; }

    /// <summary>How many symbols of it are not Ready.</summary>
    public int Waiting { get; init; }

    /// <summary>The symbols they wait for that nobody defines.</summary>
    public IReadOnlyList<MissingSymbol> Missing { get; init; } = [];

    /// <summary>GRAFT4020 if a loaded module would get another link order; otherwise null.</summary>
    /// <param name="module">The module's name.</param>
    /// <param name="order">The order that is asked for; null for none in particular.</param>
    public Diagnostic? FindChange(string module, IReadOnlyList<string>? order)
    {
        if (Generation == 0 || order is null || (LinkOrder is not null && order.SequenceEqual(LinkOrder, StringComparer.Ordinal)))
            return null;
        string own = LinkOrder is null ? "without a link order" : $"with the link order {string.Join(", ", LinkOrder)}";
        return DiagnosticCatalog.LinkOrderChanged.At(
            $"module {module} was loaded {own}, and cannot get {string.Join(", ", order)} while it is loaded; "
            + "unload it first, or leave the order away to keep it");
    }
}

/// <summary>A live unit of a module.</summary>
/// <param name="Name">Name of the unit, unique in its module: the object's file name.</param>
/// <param name="Digest">Digest of the object it was linked from; an equal one need not be linked again.</param>
public readonly record struct UnitState(string Name, UInt128 Digest);
