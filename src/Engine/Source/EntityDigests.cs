using System.IO.Hashing;

namespace Graft.Engine.Source;

/// <summary>Digests of an entity's own text, as it stands there.</summary>
/// <param name="Whole">Of all of it.</param>
/// <param name="Header">Of a function's header; of anything else the same as <paramref name="Whole"/>.</param>
public readonly record struct EntityDigests(UInt128 Whole, UInt128 Header)
{
    /// <summary>Digests an entity.</summary>
    public static EntityDigests Of(IrModule module, int entity)
    {
        ArgumentNullException.ThrowIfNull(module);
        var text = module.TextOf(entity);
        var whole = XxHash128.HashToUInt128(text);
        int header = module.Entities[entity].HeaderLength;
        return new(whole, header == text.Length ? whole : XxHash128.HashToUInt128(text[..header]));
    }
}
