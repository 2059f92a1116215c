using Graft.Protocol;

namespace Graft.Bench.Storm;

/// <summary>How full memory was at one moment of a storm.</summary>
/// <param name="Patches">Patches so far.</param>
/// <param name="Seconds">Since the first one.</param>
/// <param name="Code">Bytes of code in use.</param>
/// <param name="ReadOnly">Bytes of constants in use.</param>
/// <param name="WorkingSet">The process's resident bytes.</param>
internal sealed record StormSample(int Patches, double Seconds, ulong Code, ulong ReadOnly, long WorkingSet);

/// <summary>What a storm did.</summary>
/// <param name="Samples">Memory over time.</param>
/// <param name="Quiet">How long calls take while nothing is patched.</param>
/// <param name="Storm">How long they took meanwhile.</param>
/// <param name="Torn">Calls that returned nothing whole.</param>
/// <param name="Lost">Calls that went back to an older version.</param>
/// <param name="Failure">Why it ended early; null if it did not.</param>
internal sealed record StormResult(IReadOnlyList<StormSample> Samples, DelayHistogram Quiet, DelayHistogram Storm, long Torn, long Lost, Diagnostic? Failure);
