using Graft.Protocol;
using LLVMSharp.Interop;

namespace Graft.Engine.Compile;

/// <summary>
/// The code generators of one process, by triple and level. They are kept for good: making one for each
/// compilation, or leaking it, doubles the time of a small one.
/// </summary>
internal sealed unsafe class TargetMachines
{
    /// <summary>What a module is compiled for that does not say.</summary>
    public const string DefaultTriple = "x86_64-unknown-linux-gnu";

    private readonly Dictionary<(string Triple, int Level), nint> _machines = [];

    public TargetMachines()
    {
        LLVM.InitializeX86TargetInfo();
        LLVM.InitializeX86Target();
        LLVM.InitializeX86TargetMC();
        LLVM.InitializeX86AsmPrinter();
        LLVM.InitializeX86AsmParser();
    }

    /// <summary>The code generator for a module's triple, or why there is none.</summary>
    public LLVMOpaqueTargetMachine* Get(string triple, int level, out Diagnostic? error)
    {
        error = null;
        if (!triple.StartsWith("x86_64", StringComparison.Ordinal) || !triple.Contains("linux", StringComparison.Ordinal))
        {
            error = DiagnosticCatalog.WrongArchitecture.At(
                $"the module is for '{triple}', a runtime runs '{DefaultTriple}'; remove its target triple or generate it for that");
            return null;
        }

        if (!_machines.TryGetValue((triple, level), out nint machine))
        {
            machine = (nint)Create(triple, level, out error);
            if (error is null)
                _machines.Add((triple, level), machine);
        }

        return (LLVMOpaqueTargetMachine*)machine;
    }

    /// <summary>
    /// Whether a module leaves a mark on the machine that it is compiled with: LLVM remembers what is in <c>llvm.used</c> by its address
    /// and for good, and would take what lies there later for it.
    /// </summary>
    public static bool IsMarkedBy(LLVMOpaqueModule* module)
    {
        fixed (byte* name = LlvmText.WithNul("llvm.used"))
            return LLVM.GetNamedGlobal(module, (sbyte*)name) is not null;
    }

    /// <summary>Disposes of a code generator; the next compilation gets a new one.</summary>
    public void Discard(LLVMOpaqueTargetMachine* machine)
    {
        foreach (var (key, _) in _machines.Where(pair => pair.Value == (nint)machine).ToList())
            _machines.Remove(key);
        LLVM.DisposeTargetMachine(machine);
    }

    private static LLVMOpaqueTargetMachine* Create(string triple, int level, out Diagnostic? error)
    {
        fixed (byte* name = LlvmText.WithNul(triple))
        {
            LLVMTarget* target;
            sbyte* message;
            if (LLVM.GetTargetFromTriple((sbyte*)name, &target, &message) != 0)
            {
                error = DiagnosticCatalog.ToolchainMissing.At(
                    $"this libLLVM cannot generate code for '{triple}': {LlvmText.Take(message)}; {LlvmLibrary.Remedy}");
                return null;
            }

            error = null;
            return LLVM.CreateTargetMachine(
                target, (sbyte*)name, LlvmText.Literal("x86-64"u8), LlvmText.Literal(""u8), (LLVMCodeGenOptLevel)level,
                LLVMRelocMode.LLVMRelocPIC, LLVMCodeModel.LLVMCodeModelDefault);
        }
    }
}
