using Graft.Protocol;

namespace Graft.Engine.Compile;

/// <summary>
/// Results of compilations, kept on disk for every later build of this user. Layout of Bazel's disk cache: action results
/// under <c>ac/</c> by the action's digest, blobs under <c>cas/</c> by their own, each in a folder named after the first two digits.
/// Whatever is read is verified: a damaged entry is a miss. Files appear whole or not at all, so any number of processes
/// may use one cache. Thread-safe. Nothing here can fail a build: trouble makes misses, and is kept for a warning.
/// </summary>
/// <param name="folder">Absolute path of the cache; made when something is stored.</param>
/// <param name="limit">Bytes to keep at most, from 0.</param>
public sealed class ActionCache(string folder, long limit)
{
    private readonly CacheFiles _files = new(folder);
    private readonly CacheTrimmer _trimmer = new(folder, limit);

    /// <summary>Why something could not be stored; null if all could.</summary>
    public string? Trouble { get; private set; }

    /// <summary>The result of an action that was run before.</summary>
    /// <returns>Null if there is none, or not in full.</returns>
    public CompileReply? Find(CompileAction action)
    {
        if (_files.ReadResult(action.Digest) is not { } result
            || !RemoteExecutionMessages.TryReadActionResult(result, CompileAction.OutputPath, out var output, out var messages)
            || _files.ReadBlob(output) is not { } objectFile)
        {
            return null;
        }

        if (messages is not { } text)
            return new(objectFile, []);
        return _files.ReadBlob(text) is { } encoded ? new(objectFile, WorkerMessages.DecodeReply(encoded).Diagnostics) : null;
    }

    /// <summary>Stores the result of an action that succeeded.</summary>
    public void Add(CompileAction action, CompileReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        try
        {
            // Blobs first: a result that is there promises them.
            var output = _files.WriteBlob(reply.ObjectFile.Span);
            byte[] messages = reply.Diagnostics.Count > 0 ? WorkerMessages.Encode(reply with { ObjectFile = default, Milliseconds = 0 }) : [];
            ContentDigest? text = messages.Length > 0 ? _files.WriteBlob(messages) : null;
            byte[] result = RemoteExecutionMessages.ActionResult(CompileAction.OutputPath, output, text);
            _files.WriteResult(action.Digest, result);
            _trimmer.Note(output.Size + messages.Length + result.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Trouble = e.Message;
        }
    }
}
