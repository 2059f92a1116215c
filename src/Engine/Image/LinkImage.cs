using System.Buffers.Binary;
using Graft.Engine.Link;
using Graft.Engine.Objects;
using Graft.Protocol;

namespace Graft.Engine.Image;

/// <summary>Units linked for an address, with their final bytes, and no process to run them. Immutable.</summary>
public sealed class LinkImage
{
    private const string Module = "image";

    private readonly ImageAgent _agent;

    private LinkImage(ImageAgent agent, IReadOnlyList<ObjectUnit> units, LinkResult result)
    {
        _agent = agent;
        Units = units;
        Result = result;
    }

    /// <summary>The units, in the order of the link.</summary>
    public IReadOnlyList<ObjectUnit> Units { get; }

    /// <summary>What the link did.</summary>
    public LinkResult Result { get; }

    /// <summary>Where the regions lie.</summary>
    public ArenaLayout Layout => _agent.Layout;

    /// <summary>The stubs, by number.</summary>
    public IReadOnlyList<ImageStub> Stubs => _agent.Stubs;

    /// <summary>The sections' bytes, which begin at the slab's addresses.</summary>
    public ISlab Bytes => _agent.Slab!;

    /// <summary>Fields that only a process could fill; they are zero.</summary>
    public FlatList<FixupRecord> OpenFields => _agent.Committed!.Fixups;

    /// <summary>Links.</summary>
    /// <param name="units">The units.</param>
    /// <param name="image">For which address, and what is there besides the units.</param>
    /// <param name="options">What the link must contain and may leave out; null for everything.</param>
    /// <param name="diagnostics">Gets errors and warnings.</param>
    /// <param name="clock">Gets the phases; null if nobody wants to know.</param>
    /// <returns>Null after an error.</returns>
    public static LinkImage? Link(
        IReadOnlyList<ObjectUnit> units, ImageOptions image, LinkOptions? options, DiagnosticBag diagnostics, PhaseClock? clock = null)
    {
        ArgumentNullException.ThrowIfNull(units);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var offline = new ImageAgent(image, clock ?? new());
        options = (options ?? LinkOptions.Default) with { IsComplete = !image.AllowsUndefined };
        try
        {
            return Linker.Link(offline, Module, units, [], diagnostics, options) is { } result ? new(offline, units, result) : null;
        }
        catch (GraftException e)
        {
            diagnostics.AddRange(e.Diagnostics);
            return null;
        }
    }

    /// <summary>Address of a stub.</summary>
    public ulong StubAddress(int stub) => Layout.Stubs.Start + ((ulong)stub * ArenaLayout.StubSize);

    /// <summary>Address of a slot.</summary>
    public ulong SlotAddress(int slot) => Layout.Slots.Start + ((ulong)slot * ArenaLayout.SlotSize);

    /// <summary>Address of a global or hidden function of the link, its code and not its stub; 0 if there is none.</summary>
    public ulong FindFunction(string name)
    {
        var wanted = Utf8Name.From(name);
        for (int i = 0; i < Result.Definitions.Count; i++)
        {
            if (Result.Definitions[i] is { Kind: SymbolKind.Function, Binding: not SymbolBinding.Local } definition && definition.Name == wanted)
                return _agent.Committed!.Addresses[i];
        }

        return 0;
    }

    /// <summary>Name of a symbol of <see cref="OpenFields"/>.</summary>
    public Utf8Name NameOf(int symbol) => symbol < Result.Definitions.Count
        ? Result.Definitions[symbol].Name
        : _agent.Request!.Wants[symbol - Result.Definitions.Count].Name;

    /// <summary>The word at an address of the read-only region.</summary>
    public ulong WordAt(ulong address) =>
        BinaryPrimitives.ReadUInt64LittleEndian(Bytes.ReadOnly[(int)(address - Bytes.ReadOnlyAddress)..]);

    /// <summary>The stubs' bytes, as a runtime would have written them; the first one ends a program that comes there.</summary>
    public byte[] MakeStubs()
    {
        var bytes = new byte[Stubs.Count * ArenaLayout.StubSize];
        for (int i = 1; i < Stubs.Count; i++)
            StubX64.Write(bytes.AsSpan(i * ArenaLayout.StubSize), StubAddress(i), i, SlotAddress(i), StubAddress(0));
        ReadOnlySpan<byte> trap = [0x0F, 0x0B]; // ud2
        trap.CopyTo(bytes);
        return bytes;
    }

    /// <summary>The slots' bytes.</summary>
    public byte[] MakeSlots()
    {
        var bytes = new byte[Stubs.Count * ArenaLayout.SlotSize];
        for (int i = 0; i < Stubs.Count; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * ArenaLayout.SlotSize), SlotValue(i));
        return bytes;
    }

    /// <summary>What a slot holds: its function's address, or the place in its stub that leads to the trap.</summary>
    public ulong SlotValue(int slot) =>
        slot == 0 ? StubAddress(0)
        : Stubs[slot].Target != 0 ? Stubs[slot].Target
        : StubAddress(slot) + StubX64.TrapEntryOffset;
}
