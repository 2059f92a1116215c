using System.Globalization;
using System.Text;
using Graft.Bench.Sets;

namespace Graft.Bench.Calls;

/// <summary>Assembly of many tiny functions, and of one that calls each of them in no order: once by name, once through pointers.</summary>
internal static class CallSource
{
    /// <summary>The function that makes the calls: <c>void run(long rounds)</c>.</summary>
    public const string Run = "run";

    /// <summary>The array of pointers, one for each function.</summary>
    public const string Table = "table";

    // So that the loop around them is a small part of the time.
    private const int LeastCalls = 256;

    /// <summary>How many calls one round makes.</summary>
    public static int CallsPerRound(int functions) => (LeastCalls + functions - 1) / functions * functions;

    /// <summary>A function's name.</summary>
    public static string NameOf(int function) => string.Create(CultureInfo.InvariantCulture, $"callee{function}");

    /// <summary>The functions, each in a section of its own.</summary>
    public static string Functions(int count)
    {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"""
                .section .text.{NameOf(i)},"ax",@progbits
                .p2align 4
                .globl {NameOf(i)}
                .type {NameOf(i)},@function
                {NameOf(i)}: leal {i}(%rdi), %eax
                ret
                .size {NameOf(i)}, .-{NameOf(i)}

                """);
        }

        return text.ToString();
    }

    /// <summary>The caller: <c>call f</c>, whatever a linker makes of that.</summary>
    public static string CallerByName(int functions) => Caller(functions, static callee => $"call {NameOf(callee)}@PLT", "");

    /// <summary>The caller: <c>call *pointer</c>.</summary>
    public static string CallerByPointer(int functions) => Caller(
        functions, static callee => string.Create(CultureInfo.InvariantCulture, $"call *{Table}+{8 * callee}(%rip)"),
        string.Create(CultureInfo.InvariantCulture, $".bss\n.globl {Table}\n.protected {Table}\n.type {Table},@object\n{Table}: .zero {8 * functions}\n.size {Table}, {8 * functions}\n"));

    private static string Caller(int functions, Func<int, string> call, string data)
    {
        var text = new StringBuilder($"""
            .section .text.{Run},"ax",@progbits
            .p2align 4
            .globl {Run}
            .type {Run},@function
            {Run}: pushq %rbx
            movq %rdi, %rbx
            1:

            """);
        var random = new SplitMix(42);
        for (int made = 0; made < CallsPerRound(functions); made += functions)
        {
            foreach (int callee in Shuffle(functions, ref random))
                text.AppendLine(call(callee));
        }

        return text.Append($"decq %rbx\njne 1b\npopq %rbx\nret\n.size {Run}, .-{Run}\n").Append(data).ToString();
    }

    private static int[] Shuffle(int count, ref SplitMix random)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int other = random.Next(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }
}
