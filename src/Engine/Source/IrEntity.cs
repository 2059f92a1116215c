namespace Graft.Engine.Source;

/// <summary>A stretch of a module's text that stands for one thing.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name with the sigil, unquoted, in memory of its own; empty for settings.</param>
/// <param name="Start">Offset of its first byte.</param>
/// <param name="Length">Bytes, up to the next entity.</param>
/// <param name="HeaderLength">Of a function: bytes before the brace that opens its body; otherwise all.</param>
public readonly record struct IrEntity(IrEntityKind Kind, ReadOnlyMemory<byte> Name, int Start, int Length, int HeaderLength);
