using System.Buffers;
using System.Runtime.CompilerServices;

namespace Graft.Engine.Collections;

/// <summary>Arrays of the shared pool as most tables want them. They may be longer than asked for.</summary>
internal static class Pooled
{
    /// <summary>An array whose first elements are zero.</summary>
    public static T[] RentZeroed<T>(int length)
    {
        var array = ArrayPool<T>.Shared.Rent(length);
        array.AsSpan(0, length).Clear();
        return array;
    }

    /// <summary>Gives an array back; what it refers to is forgotten.</summary>
    public static void Return<T>(T[] array)
    {
        if (array.Length > 0)
            ArrayPool<T>.Shared.Return(array, RuntimeHelpers.IsReferenceOrContainsReferences<T>());
    }
}
