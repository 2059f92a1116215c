using System.Diagnostics;
using System.Globalization;
using Graft.Protocol;

namespace Graft;

// What a change does that others wait for.
internal sealed partial class RuntimeAgent
{
    // Of the module's or the program's code that a change runs, and how long already; empty if it runs none.
    private string DescribeActivity()
    {
        if (_gate.Step is not { } step)
            return "";
        string place = step.Function != 0 && FindFunction((ulong)step.Function) is { } function
            ? $" ('{NameOf(function)}' of module {function.Module}, {function.Unit!.Name})"
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"{step.What}{place}, since {Stopwatch.GetElapsedTime(step.Began).TotalSeconds:0.#} s");
    }

    // By its stub, which pointers in tables lead to, or its body.
    private Definition? FindFunction(ulong address)
    {
        lock (_sync)
        {
            if (!_table.TryGetByStub(address, out var symbol))
                return _code.At(address)?.FunctionAt(address);
            return symbol.Newest is { IsHost: false } function ? function : null;
        }
    }

    private Diagnostic DescribeWaitForChange(TimeSpan waited)
    {
        string activity = DescribeActivity(), why = activity.Length > 0 ? $": it {activity}" : "";
        return DiagnosticCatalog.OtherChangeLasts.At(
            $"runtime '{Name}' is in the midst of another change, which did not end within {waited.TotalSeconds} s{why}; "
            + "nothing was changed; try again when it has ended, or correct what never ends and restart the program");
    }
}
