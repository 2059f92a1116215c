namespace Graft;

/// <summary>
/// A type that is told of patches in the habit of .NET's hot reload (<c>MetadataUpdateHandlerAttribute</c>), but without reflection: it is
/// registered with <see cref="Runtime.AddUpdateHandler"/>. The argument is null always: what changed is native code, which no type describes.
/// Each method may be left out.
/// </summary>
public interface IUpdateHandler
{
    /// <summary>Called first, for all handlers: drop what was derived from old code.</summary>
    /// <param name="updatedTypes">Null.</param>
    static virtual void ClearCache(Type[]? updatedTypes)
    {
    }

    /// <summary>Called when all handlers have cleared their caches: take the new code in, draw anew, say.</summary>
    /// <param name="updatedTypes">Null.</param>
    static virtual void UpdateApplication(Type[]? updatedTypes)
    {
    }
}
