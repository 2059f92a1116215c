using Graft.Engine.Collections;
using Graft.Engine.Objects.Elf;
using Graft.Protocol;

namespace Graft.Engine.Objects;

/// <summary>Reads object files of any format that Graft knows, by looking at their first bytes.</summary>
public static class ObjectReader
{
    /// <summary>Reads an object file. Never throws on bad bytes.</summary>
    /// <returns>The unit; null if there is an error, which is then among the diagnostics.</returns>
    public static ObjectUnit? Read(ObjectInput input, DiagnosticBag diagnostics) => Read(input, null, diagnostics);

    /// <summary>Reads an object file; its sections and symbols go to the given memory, if any.</summary>
    internal static ObjectUnit? Read(ObjectInput input, UnitMemory? memory, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(diagnostics);
        if (input.Unit is { } known)
            return known;
        if (!input.Contents.TryHold())
        {
            diagnostics.Add(DiagnosticCatalog.InputChanged.At(UnitContents.ChangedMessage, input.Path));
            return null;
        }

        try
        {
            return ReadHeld(input, memory, diagnostics);
        }
        finally
        {
            input.Contents.Release();
        }
    }

    private static ObjectUnit? ReadHeld(ObjectInput input, UnitMemory? memory, DiagnosticBag diagnostics)
    {
        var bytes = input.Bytes.Span;
        if (bytes.IsEmpty)
            diagnostics.Add(DiagnosticCatalog.CorruptObject.At("the object file is empty; build it again", input.Path));
        else if (ElfReader.IsElf(bytes))
            return ElfReader.Read(input, memory, diagnostics);
        else if (bytes.StartsWith("BC"u8))
            diagnostics.Add(DiagnosticCatalog.UnsupportedObject.At(
                "this is LLVM bitcode, not an object; compile it first, or build it as an IR input", input.Path));
        else
            diagnostics.Add(DiagnosticCatalog.CorruptObject.At(
                "this is neither an ELF object nor an archive", input.Path));
        return null;
    }

    /// <summary>Reads object files, on all processors; those with errors are left out, and the errors are among the diagnostics.</summary>
    /// <param name="inputs">The object files.</param>
    /// <param name="diagnostics">Gets what is wrong with them.</param>
    /// <param name="memory">Where their sections and symbols go, which must live as long as the units; null for memory of their own.</param>
    public static IReadOnlyList<ObjectUnit> ReadAll(IReadOnlyList<ObjectInput> inputs, DiagnosticBag diagnostics, UnitMemory? memory = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return InOrder.Do<ObjectInput, ObjectUnit>(inputs, (input, own) => Read(input, memory, own), diagnostics);
    }

    /// <summary>Reads an object file under the given unit name.</summary>
    public static ObjectUnit? Read(string name, ReadOnlyMemory<byte> bytes, DiagnosticBag diagnostics) =>
        Read(new ObjectInput(name, bytes), diagnostics);
}
