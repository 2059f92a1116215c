using System.Text.Json.Serialization.Metadata;
using StreamJsonRpc;

namespace Graft.Client;

/// <summary>The one way in which JSON-RPC is spoken with a host, over whatever carries bytes. Both sides use it.</summary>
internal static class HostTransport
{
    /// <summary>Speaks over streams that the connection then owns; the caller adds targets and starts listening.</summary>
    /// <param name="sending">Where to write.</param>
    /// <param name="receiving">Where to read; the same stream for a socket.</param>
    public static JsonRpc Create(Stream sending, Stream receiving)
    {
        // Not StreamJsonRpc's default formatter: that one loads Newtonsoft.Json.
        var formatter = new SystemTextJsonFormatter();
        formatter.JsonSerializerOptions.TypeInfoResolver =
            JsonTypeInfoResolver.Combine(HostJson.Default, new DefaultJsonTypeInfoResolver());
        return new JsonRpc(new HeaderDelimitedMessageHandler(sending, receiving, formatter));
    }
}
