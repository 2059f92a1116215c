namespace Graft.Protocol;

/// <summary>How far a symbol has come in a runtime. The order is the order of progress.</summary>
public enum SymbolState : byte
{
    /// <summary>Somebody wants it, nobody has promised it.</summary>
    Declared,

    /// <summary>It has an address.</summary>
    Resolved,

    /// <summary>Its bytes are in place.</summary>
    Emitted,

    /// <summary>So is everything that it needs, and its unit's initialisers have run: it is safe to call.</summary>
    Ready,

    /// <summary>Its initialiser failed, or its session gave up.</summary>
    Failed,
}
