using Graft.Protocol;

namespace Graft;

/// <summary>
/// The text of signatures, one string for each: thousands of functions share a few hundred. Guarded by the agent's lock.
/// </summary>
internal sealed class SignatureTexts
{
    private readonly Dictionary<Utf8Name, string> _texts = [];

    /// <summary>The text of a signature.</summary>
    public string Of(Utf8Name signature)
    {
        if (signature.IsEmpty)
            return FunctionSignature.Unknown;
        if (!_texts.TryGetValue(signature, out string? text))
            _texts.Add(new(signature.Span.ToArray()), text = signature.ToString());
        return text;
    }
}
