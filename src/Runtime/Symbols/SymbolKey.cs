using Graft.Protocol;

namespace Graft;

/// <summary>Who can see a symbol.</summary>
internal enum SymbolScope
{
    /// <summary>Every module.</summary>
    Global,

    /// <summary>Its module; if that has a link order, also modules that search it.</summary>
    Module,

    /// <summary>Its unit.</summary>
    Unit,

    /// <summary>Every module; provided by the process itself.</summary>
    Host,
}

/// <summary>A name and where it holds. With a signature it is a <see cref="Symbol"/>'s identity.</summary>
/// <param name="Scope">Who can see it.</param>
/// <param name="Name">The name.</param>
/// <param name="Module">The module, for the scopes Module and Unit; otherwise empty.</param>
/// <param name="Unit">The unit, for the scope Unit; otherwise empty.</param>
internal readonly record struct SymbolKey(SymbolScope Scope, Utf8Name Name, string Module, string Unit)
{
    /// <inheritdoc/>
    public bool Equals(SymbolKey other) =>
        Scope == other.Scope && Name == other.Name && Module == other.Module && Unit == other.Unit;

    /// <inheritdoc/>
    public override int GetHashCode() =>
        Name.GetHashCode() ^ (int)Scope ^ (Unit.Length > 0 ? Unit.GetHashCode(StringComparison.Ordinal) : 0);

    /// <summary>A name that every module sees.</summary>
    public static SymbolKey Global(Utf8Name name) => new(SymbolScope.Global, name, "", "");

    /// <summary>A name of one module: one that only it sees, or any if the module has a namespace of its own.</summary>
    public static SymbolKey Own(Utf8Name name, string module) => new(SymbolScope.Module, name, module, "");

    /// <summary>A name of the process.</summary>
    public static SymbolKey Host(Utf8Name name) => new(SymbolScope.Host, name, "", "");

    /// <summary>The key of a definition.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="module">Its module.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="isOrdered">Whether the module has a link order, and with it a namespace of its own.</param>
    public static SymbolKey Of(in SymbolDefinition definition, string module, string unit, bool isOrdered)
    {
        if (definition.Binding == SymbolBinding.Local)
            return new(SymbolScope.Unit, definition.Name, module, unit);
        return definition.Hidden || isOrdered ? Own(definition.Name, module) : Global(definition.Name);
    }
}
