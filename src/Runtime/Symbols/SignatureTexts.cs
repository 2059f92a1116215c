using System.Text;
using Graft.Protocol;

namespace Graft;

/// <summary>
/// The text of signatures, one string for each: thousands of functions share a few hundred. Guarded by the agent's lock.
/// </summary>
internal sealed class SignatureTexts
{
    private readonly Dictionary<Utf8Name, (string Text, string Identity)> _texts = [];

    /// <summary>The text of a signature.</summary>
    public string Of(Utf8Name signature) => Find(signature).Text;

    /// <summary>What of a signature tells one symbol from another: <see cref="FunctionSignature.Normalise"/>.</summary>
    public string IdentityOf(Utf8Name signature) => Find(signature).Identity;

    /// <summary>Whether a text is that of a signature. Nearly all are ASCII: then there is nothing to look up.</summary>
    public bool Is(string text, Utf8Name signature) => Ascii.Equals(signature.Span, text) || text == Of(signature);

    private (string Text, string Identity) Find(Utf8Name signature)
    {
        if (signature.IsEmpty)
            return (FunctionSignature.Unknown, FunctionSignature.Unknown);
        if (!_texts.TryGetValue(signature, out var found))
        {
            string text = signature.ToString();
            found = (text, FunctionSignature.Normalise(text));
            _texts.Add(new(signature.Span.ToArray()), found);
        }

        return found;
    }
}
