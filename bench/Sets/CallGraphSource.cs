namespace Graft.Bench.Sets;

/// <summary>One object of N small functions, each in a section of its own, as -ffunction-sections gives them.</summary>
internal static class CallGraphSource
{
    /// <summary>The function from which everything counts as reached.</summary>
    public const string Entry = "f0";

    /// <summary>Writes the object's assembly.</summary>
    public static void Write(TextWriter output, CallGraph graph, int count)
    {
        for (int i = 0; i < count; i++)
        {
            output.Write($"""
                .section .text.f{i},"ax",@progbits
                .globl f{i}
                .p2align 4
                .type f{i},@function
                f{i}:
                pushq %rax
                leal 1(%rdi),%edi

                """);
            foreach (int callee in graph.Callees(i, count))
                output.Write($"callq f{callee}@PLT\n");
            output.Write($"popq %rcx\nretq\n.size f{i},.-f{i}\n");
        }
    }
}
