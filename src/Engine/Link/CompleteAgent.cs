using Graft.Protocol;

namespace Graft.Engine.Link;

/// <summary>
/// An agent for links that must be complete, such as a program's: what nobody defines is an error here and now, all of it at once,
/// and not something to wait for.
/// </summary>
/// <param name="inner">The agent that does the work; disposed with this one.</param>
public sealed class CompleteAgent(IAgent inner) : IAgent
{
    /// <inheritdoc/>
    public ModuleState OpenModule(string module) => inner.OpenModule(module);

    /// <inheritdoc/>
    /// <exception cref="GraftException">GRAFT3001, one for each symbol that is missing.</exception>
    public ResolveReply Resolve(ResolveRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var reply = inner.Resolve(request);
        List<Diagnostic> missing = [];
        for (int i = 0; i < reply.Wants.Count; i++)
        {
            var want = request.Wants[i];
            var binding = reply.Wants[i];
            if (binding.State == SymbolState.Declared && want.Binding != SymbolBinding.Weak)
            {
                string unit = want.WantedBy >= 0 ? request.Units[want.WantedBy].Name : request.Module;
                missing.Add(DiagnosticCatalog.UndefinedSymbol.At(
                    $"'{want.Name}' is wanted by {unit}, but no file of the link and no library defines it; add the one that does"));
            }
        }

        return missing.Count == 0 ? reply : throw new GraftException(missing);
    }

    /// <inheritdoc/>
    public ISlab Reserve(SlabSize size) => inner.Reserve(size);

    /// <inheritdoc/>
    public CommitReply Commit(CommitRequest request) => inner.Commit(request);

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();
}
