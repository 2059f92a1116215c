using System.Text;

namespace Graft.Tests.Sdk;

/// <summary>IR texts to build.</summary>
public static class Ir
{
    /// <summary>A function without parameters that returns a number.</summary>
    public static string Constant(string name, int value) => $$"""
        define i32 @{{name}}() {
          ret i32 {{value}}
        }
        """;

    /// <summary>Many functions with loops that each take LLVM some milliseconds at -O3.</summary>
    public static string Slow(int functions)
    {
        var text = new StringBuilder();
        for (int i = 0; i < functions; i++)
        {
            text.Append($$"""
                define i32 @slow{{i}}(ptr %p, i32 %n) {
                entry:
                  br label %loop
                loop:
                  %i = phi i32 [ 0, %entry ], [ %next, %loop ]
                  %sum = phi i32 [ {{i}}, %entry ], [ %more, %loop ]
                  %at = getelementptr i32, ptr %p, i32 %i
                  %value = load i32, ptr %at
                  %square = mul i32 %value, %value
                  %more = add i32 %sum, %square
                  %next = add i32 %i, 1
                  %done = icmp sge i32 %next, %n
                  br i1 %done, label %end, label %loop
                end:
                  ret i32 %more
                }

                """);
        }

        return text.ToString();
    }
}
