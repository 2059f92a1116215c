using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft;

/// <summary>
/// What code is given to reach thread-locals, of modules and of the process: the functions that it calls, and the words that stand in
/// its GOT for a variable. Guarded by the agent's lock.
/// </summary>
internal sealed unsafe class ThreadLocalLinkage : IDisposable
{
    /// <summary>Bytes of the widest field: a pair of words.</summary>
    public const int GreatestField = 2 * sizeof(ulong);

    private const int CodeAlignment = 16;

    private readonly ThreadLocalStorage _storage;
    private readonly List<nint> _indices = [];
    private readonly ulong _descriptor;
    private readonly ulong _staticDescriptor;
    private readonly ulong _processDescriptor;

    /// <summary>Writes the functions and offers them to modules.</summary>
    /// <param name="storage">The modules' variables.</param>
    /// <param name="write">Puts code into the arena; gives its address.</param>
    /// <param name="host">Where the functions are offered.</param>
    public ThreadLocalLinkage(ThreadLocalStorage storage, Func<byte[], ulong> write, HostSymbols host)
    {
        _storage = storage;
        nint processOwn = NativeRuntime.FindExport("__tls_get_addr");
        var vectors = VectorState.Detect();
        byte[][] functions =
        [
            storage.Access.AssembleGetAddress(processOwn),
            storage.Access.AssembleAtThreadExit(),
            storage.Access.AssembleDescriptor(vectors),
            ThreadLocalAccessX64.AssembleStaticDescriptor(),
            ThreadLocalAccessX64.AssembleProcessDescriptor(vectors, processOwn),
        ];
        var addresses = Write(functions, write);
        host.Export(Utf8Name.From("__tls_get_addr"), (nint)addresses[0]);
        host.Export(Utf8Name.From("__cxa_thread_atexit"), (nint)addresses[1]);
        host.Export(Utf8Name.From("__cxa_thread_atexit_impl"), (nint)addresses[1]);
        (_descriptor, _staticDescriptor, _processDescriptor) = (addresses[2], addresses[3], addresses[4]);
    }

    /// <summary>Whether a field of some kind is one for thread-locals.</summary>
    public static bool IsFor(FixupKind kind) =>
        kind is FixupKind.ThreadLocalPair or FixupKind.ThreadLocalDescriptor or FixupKind.ThreadPointerOffset;

    /// <summary>Computes a field.</summary>
    /// <param name="definition">The variable.</param>
    /// <param name="kind">What the field holds.</param>
    /// <param name="addend">A.</param>
    /// <param name="field"><see cref="GreatestField"/> bytes.</param>
    /// <returns>How many of them count; 0 if the variable cannot be reached so.</returns>
    public int Compute(Definition definition, FixupKind kind, long addend, Span<byte> field)
    {
        if (!definition.IsThreadLocal)
            return 0;
        var process = definition.HostVariable;
        ulong variable = (process?.Offset ?? definition.Address) + (ulong)addend;
        switch (kind)
        {
            case FixupKind.ThreadLocalPair:
                return Pair(field, process?.Module ?? 0, variable);
            case FixupKind.ThreadLocalDescriptor when process is null:
                return Pair(field, _descriptor, variable);
            case FixupKind.ThreadLocalDescriptor when process.PointerOffset is { } distance:
                return Pair(field, _staticDescriptor, (ulong)(distance + addend));
            case FixupKind.ThreadLocalDescriptor:
                return Pair(field, _processDescriptor, Index(process.Module, variable));
            case FixupKind.ThreadPointerOffset when process?.PointerOffset is { } distance:
                BinaryPrimitives.WriteInt64LittleEndian(field, distance + addend);
                return sizeof(ulong);
            default:
                return 0;
        }
    }

    /// <summary>The descriptor of a module's variable.</summary>
    /// <param name="variable">Its address.</param>
    /// <param name="field"><see cref="GreatestField"/> bytes.</param>
    public void Describe(ulong variable, Span<byte> field) => Pair(field, _descriptor, variable);

    /// <summary>Frees what fields of this runtime point to.</summary>
    public void Dispose()
    {
        foreach (nint index in _indices)
            NativeMemory.Free((void*)index);
        _storage.Dispose();
    }

    private static int Pair(Span<byte> field, ulong first, ulong second)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(field, first);
        BinaryPrimitives.WriteUInt64LittleEndian(field[sizeof(ulong)..], second);
        return GreatestField;
    }

    // A tls_index in memory of its own, which a descriptor points to.
    private ulong Index(ulong module, ulong offset)
    {
        var index = (ulong*)NativeMemory.Alloc(GreatestField);
        (index[0], index[1]) = (module, offset);
        _indices.Add((nint)index);
        return (ulong)index;
    }

    private static ulong[] Write(byte[][] functions, Func<byte[], ulong> write)
    {
        List<byte> code = [];
        var addresses = new ulong[functions.Length];
        for (int i = 0; i < functions.Length; i++)
        {
            while (code.Count % CodeAlignment != 0)
                code.Add(0xCC); // int3
            addresses[i] = (ulong)code.Count;
            code.AddRange(functions[i]);
        }

        ulong start = write([.. code]);
        for (int i = 0; i < functions.Length; i++)
            addresses[i] += start;
        return addresses;
    }
}
