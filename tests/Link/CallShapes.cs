using System.Globalization;
using System.Text;

namespace Graft.Tests.Link;

/// <summary>Objects of many small functions, each in a section of its own, that call each other in a given shape.</summary>
internal static class CallShapes
{
    /// <summary>One strongly connected component, a path as long as there are functions.</summary>
    public static int[] Ring(int function, int count) => [(function + 1) % count];

    /// <summary>One strongly connected component with short ways.</summary>
    public static int[] TwoEdges(int function, int count) => [(function + 1) % count, Any(function, count)];

    /// <summary>Each component is one function.</summary>
    public static int[] Tree(int function, int count) => [.. new[] { (2 * function) + 1, (2 * function) + 2 }.Where(callee => callee < count)];

    /// <summary>Many small components and a few greater ones.</summary>
    public static int[] Sparse(int function, int count) => function % 4 == 3 ? [] : [Any(function, count)];

    /// <summary>Assembles the object.</summary>
    public static Task<byte[]> AssembleAsync(Func<int, int, int[]> shape, int count)
    {
        var source = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            source.Append(CultureInfo.InvariantCulture, $".section .text.f{i},\"ax\",@progbits\n.globl f{i}\n.type f{i},@function\nf{i}:\n");
            foreach (int callee in shape(i, count))
                source.Append(CultureInfo.InvariantCulture, $"callq f{callee}@PLT\n");
            source.Append(CultureInfo.InvariantCulture, $"retq\n.size f{i},.-f{i}\n");
        }

        return Assembler.BytesAsync(source.ToString());
    }

    /// <summary>A callee that looks random and is always the same.</summary>
    private static int Any(int function, int count) => (int)((ulong)function * 0x9E37_79B9_7F4A_7C15 >> 33) % count;
}
