using Graft.Protocol;

namespace Graft.Engine.Collections;

/// <summary>Does the same work on many inputs, on all processors; results and diagnostics come in the order of the inputs.</summary>
internal static class InOrder
{
    /// <summary>Does the work; an input that gives no result is left out.</summary>
    public static List<TOutput> Do<TInput, TOutput>(
        IReadOnlyList<TInput> inputs, Func<TInput, DiagnosticBag, TOutput?> work, DiagnosticBag diagnostics)
        where TOutput : class
    {
        List<TOutput> outputs = new(inputs.Count);
        if (inputs.Count == 1)
        {
            if (work(inputs[0], diagnostics) is { } only)
                outputs.Add(only);
            return outputs;
        }

        var results = new (TOutput? Output, DiagnosticBag Diagnostics)[inputs.Count];
        Parallel.For(0, inputs.Count, i =>
        {
            var own = new DiagnosticBag();
            results[i] = (work(inputs[i], own), own);
        });
        foreach (var (output, own) in results)
        {
            if (output is not null)
                outputs.Add(output);
            diagnostics.AddRange(own);
        }

        return outputs;
    }
}
