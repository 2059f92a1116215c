namespace Graft.Bench.Sets;

/// <summary>
/// One object of a generated library, as a C compiler emits it at -O2 -fPIC -ffunction-sections -fdata-sections: functions
/// with frame information, strings that merge, variables, tables of functions, jump tables, COMDAT groups, calls within the
/// object, to others and to the C library. Kinds of relocation stand about as in real libraries: 47 % PLT32, 47 % PC32, 5 % 64,
/// 1 % GOT.
/// </summary>
internal sealed class LibrarySource
{
    /// <summary>One function in so many is not static.</summary>
    private const int Exported = 3;

    /// <summary>How many functions of an object others call.</summary>
    private const int Interface = 10;

    /// <summary>How many other objects an object uses.</summary>
    private const int UsedObjects = 6;

    private static readonly string[] HostFunctions = ["memcpy", "memset", "strlen", "strcmp", "malloc", "free", "snprintf", "abort"];
    private static readonly string[] Arithmetic =
    [
        "movq %rbx,%rdi", "leaq (%rbx,%rax,4),%rax", "addq $24,%rbx", "xorl %esi,%esi", "imulq $56,%rax,%rdx", "movq 16(%rbx),%rax",
        "testq %rax,%rax", "movzbl 9(%rbx),%ecx", "shrq $3,%rax", "movl %eax,12(%rbx)", "cmpl $255,%ecx", "cmoveq %rdx,%rax",
    ];

    private readonly TextWriter _output;
    private readonly int _object;
    private readonly int _objects;
    private readonly int _functions;
    private SplitMix _random;
    private int _label;

    private LibrarySource(TextWriter output, int index, int objects, int functions)
    {
        _output = output;
        _object = index;
        _objects = objects;
        _functions = functions;
        _random = new SplitMix((ulong)index + 1);
    }

    /// <summary>Writes the assembly of an object.</summary>
    /// <param name="output">Gets the text.</param>
    /// <param name="index">Which object of the library.</param>
    /// <param name="objects">How many objects the library has.</param>
    /// <param name="functions">How many functions each of them has.</param>
    public static void Write(TextWriter output, int index, int objects, int functions)
    {
        var source = new LibrarySource(output, index, objects, functions);
        for (int i = 0; i < functions; i++)
        {
            source.WriteFunction(Name(index, i), i, isInline: false);
            if (i % 5 == 0)
                source.WriteVariables(i);
            if (i % 20 == 0)
                source.WriteTable(i);
        }

        for (int i = 0; i < source.InlineFunctions; i++)
            source.WriteFunction($"inline_{i}", functions, isInline: true);
        output.Write(".section .note.GNU-stack,\"\",@progbits\n");
    }

    // Every object that calls one has it, as with C++ templates.
    private int InlineFunctions => Math.Max(1, _functions / 20);

    private static bool IsStatic(int function) => function % Exported != 0;

    private static string Name(int index, int function) => $"{(IsStatic(function) ? "local" : "lib")}_{index:D4}_fn_{function}";

    // A function mostly calls what stands near before it; recursion is rare.
    private string OwnFunction(int caller) => Name(
        _object, caller == 0 || _random.Next(100) == 0 ? _random.Next(_functions) : Math.Max(0, caller - 1 - _random.Next(20)));

    // Libraries are layered: an object uses a few others below it, by the few functions that are their interface.
    private string OtherFunction()
    {
        int used = new SplitMix((ulong)(_object * UsedObjects + _random.Next(UsedObjects))).Next(Math.Max(1, _object));
        return Name(used, Exported * _random.Next(Interface));
    }

    private void WriteFunction(string name, int place, bool isInline)
    {
        bool isLocal = name.StartsWith("local", StringComparison.Ordinal);
        _output.Write(isInline ? $".section .text.{name},\"axG\",@progbits,{name},comdat\n" : $".section .text.{name},\"ax\",@progbits\n");
        if (!isLocal)
            _output.Write(isInline ? $".weak {name}\n" : $".globl {name}\n");
        _output.Write($".p2align 4\n.type {name},@function\n{name}:\n.cfi_startproc\npushq %rbx\n.cfi_def_cfa_offset 16\n.cfi_offset %rbx,-16\n");
        int parts = isInline ? 2 : 4 + _random.Next(10);
        for (int i = 0; i < parts; i++)
        {
            for (int j = 2 + _random.Next(4); j > 0; j--)
                _output.Write($"{Arithmetic[_random.Next(Arithmetic.Length)]}\n");
            WriteReference(place, isInline);
        }

        _output.Write($"popq %rbx\n.cfi_def_cfa_offset 8\nretq\n.size {name},.-{name}\n.cfi_endproc\n");
    }

    private void WriteReference(int caller, bool isInline)
    {
        switch (_random.Next(100))
        {
            case < 25:
                _output.Write($"callq {OwnFunction(caller)}@PLT\n");
                break;
            case < 47:
                _output.Write($"callq {OtherFunction()}@PLT\n");
                break;
            case < 53:
                _output.Write($"callq {HostFunctions[_random.Next(HostFunctions.Length)]}@PLT\n");
                break;
            case < 55:
                _output.Write($"callq inline_{_random.Next(InlineFunctions)}@PLT\n");
                break;
            case < 75:
                WriteString();
                break;
            case < 96:
                _output.Write($"movl variable_{_object:D4}_{_random.Next((_functions + 4) / 5) * 5}(%rip),%eax\n");
                break;
            case < 98:
                _output.Write($"movq shared_{_random.Next(_objects):D4}_0@GOTPCREL(%rip),%rax\n");
                break;
            default:
                if (!isInline) // its table would have to be in its group
                    WriteSwitch();
                break;
        }
    }

    private void WriteString()
    {
        int label = _label++;
        int length = 4 + _random.Next(40);
        _output.Write($".pushsection .rodata.str1.1,\"aMS\",@progbits,1\n.Lstr{label}: .asciz \"");
        for (int i = 0; i < length; i++)
            _output.Write((char)('a' + _random.Next(26)));
        _output.Write($"\"\n.popsection\nleaq .Lstr{label}(%rip),%rsi\n");
    }

    private void WriteSwitch()
    {
        int label = _label++;
        _output.Write($"leaq .Ltable{label}(%rip),%rcx\nmovslq (%rcx,%rax,4),%rax\naddq %rcx,%rax\njmpq *%rax\n");
        for (int i = 0; i < 6; i++)
            _output.Write($".Lcase{label}_{i}: addq ${i},%rbx\n");
        _output.Write($".pushsection .rodata.switch{label},\"a\",@progbits\n.p2align 2\n.Ltable{label}:\n");
        for (int i = 0; i < 6; i++)
            _output.Write($".long .Lcase{label}_{i}-.Ltable{label}\n");
        _output.Write(".popsection\n");
    }

    private void WriteVariables(int i)
    {
        string own = $"variable_{_object:D4}_{i}", shared = $"shared_{_object:D4}_{i}";
        _output.Write($".section .data.{own},\"aw\",@progbits\n.type {own},@object\n.p2align 3\n{own}: .zero 40,{i & 127}\n.size {own},40\n");
        _output.Write($".section .bss.{shared},\"aw\",@nobits\n.globl {shared}\n.type {shared},@object\n.p2align 4\n{shared}: .zero 256\n.size {shared},256\n");
    }

    private void WriteTable(int i)
    {
        string name = $"table_{_object:D4}_{i}";
        _output.Write($".section .data.rel.ro.{name},\"aw\",@progbits\n.globl {name}\n.type {name},@object\n.p2align 4\n{name}:\n");
        for (int entry = 0; entry < 10; entry++)
            _output.Write($".quad {Name(_object, _random.Next(i + 1))}\n");
        _output.Write($".size {name},80\n");
    }
}
