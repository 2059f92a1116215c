using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Graft.Protocol;
using LLVMSharp.Interop;

namespace Graft.Engine.Compile;

/// <summary>
/// IR to object, in this process: read, check, optimise, give each entity its section and its entry, add the notes, emit. Equal
/// jobs give equal bytes: of the path only the file name is seen by LLVM. One per worker, one job at a time.
/// </summary>
internal sealed unsafe class IrCompiler(LoadedLlvm llvm)
{
    private readonly TargetMachines _machines = new();

    /// <summary>The LLVM that it works with.</summary>
    public LoadedLlvm Llvm { get; } = llvm;

    /// <summary>Compiles. LLVM may also end the process: that is what workers are for.</summary>
    public CompileReply Compile(CompileJob job)
    {
        long start = Stopwatch.GetTimestamp();
        var diagnostics = new DiagnosticBag();
        var context = LLVM.ContextCreate();
        var listener = GCHandle.Alloc(new Listener(diagnostics, job.Path));
        try
        {
            LLVM.ContextSetDiagnosticHandler(context, &OnDiagnostic, (void*)GCHandle.ToIntPtr(listener));
            byte[] result = Compile(context, job, diagnostics);
            return new CompileReply(diagnostics.HasErrors ? default : result, [.. diagnostics])
            {
                Milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds,
            };
        }
        finally
        {
            LLVM.ContextDispose(context);
            listener.Free();
        }
    }

    private byte[] Compile(LLVMOpaqueContext* context, CompileJob job, DiagnosticBag diagnostics)
    {
        var module = Read(context, job, diagnostics);
        if (module is null)
            return [];
        try
        {
            if (!Verify(module, job, diagnostics))
                return [];
            if (job.AsText)
                return Encoding.UTF8.GetBytes(LlvmText.Take(LLVM.PrintModuleToString(module)));
            bool hasThreadLocals = ThreadLocalModels.HasVariables(module);
            if (hasThreadLocals && !ReadAsLibrary(context, ref module, job, diagnostics))
                return [];
            var machine = Target(module, job, diagnostics);
            if (machine is null)
                return [];
            bool isMarking = TargetMachines.IsMarkedBy(module);
            Prepare(context, module, NameOf(job), isProgram: !hasThreadLocals);
            byte[] result = Generate(module, machine, job, diagnostics);
            if (isMarking)
                _machines.Discard(machine);
            return result;
        }
        finally
        {
            LLVM.DisposeModule(module);
        }
    }

    private byte[] Generate(LLVMOpaqueModule* module, LLVMOpaqueTargetMachine* machine, CompileJob job, DiagnosticBag diagnostics)
    {
        if (!Optimise(module, machine, job, diagnostics))
            return [];
        EntitySections.Assign(module, job.IsFragment);
        var otherEntries = job.DirectCalls ? EntryNoOps.Add(module, job.Patchable) : null;
        GraftNotes.Append(module, job.Patchable);
        byte[] result = Emit(module, machine, job, diagnostics);
        if (otherEntries is not null && result.Length > 0)
            EntryTables.Exclude(result, otherEntries);
        return result;
    }

    private static LLVMOpaqueModule* Read(LLVMOpaqueContext* context, CompileJob job, DiagnosticBag diagnostics)
    {
        fixed (byte* name = LlvmText.WithNul(Path.GetFileName(job.Path)))
        fixed (byte* ir = job.Ir.Span)
        {
            LLVMOpaqueModule* module;
            sbyte* message;
            // The reader owns the buffer from here on.
            var buffer = LLVM.CreateMemoryBufferWithMemoryRangeCopy((sbyte*)ir, (nuint)job.Ir.Length, (sbyte*)name);
            if (LLVM.ParseIRInContext(context, buffer, &module, &message) == 0)
                return module;
            string text = LlvmText.Take(message);
            if (!diagnostics.HasErrors)
                diagnostics.Add(LlvmMessages.FromReader(text, job.Path));
            return null;
        }
    }

    private static bool ReadAsLibrary(
        LLVMOpaqueContext* context, ref LLVMOpaqueModule* module, CompileJob job, DiagnosticBag diagnostics)
    {
        string text = ThreadLocalModels.TextAsLibrary(module);
        var library = Read(context, job with { Ir = Encoding.UTF8.GetBytes(text) }, diagnostics);
        if (library is null)
            return false;
        LLVM.DisposeModule(module);
        module = library;
        return true;
    }

    private static bool Verify(LLVMOpaqueModule* module, CompileJob job, DiagnosticBag diagnostics)
    {
        sbyte* message;
        bool broken = LLVM.VerifyModule(module, LLVMVerifierFailureAction.LLVMReturnStatusAction, &message) != 0;
        string text = LlvmText.Take(message);
        if (broken)
            diagnostics.Add(LlvmMessages.FromVerifier(text, job.Ir.Span, job.Path));
        return !broken;
    }

    private LLVMOpaqueTargetMachine* Target(LLVMOpaqueModule* module, CompileJob job, DiagnosticBag diagnostics)
    {
        string triple = LlvmText.Read(LLVM.GetTarget(module)) is { Length: > 0 } own ? own : TargetMachines.DefaultTriple;
        var machine = _machines.Get(triple, job.OptimizationLevel, out var error);
        if (error is not null)
        {
            diagnostics.Add(error with { File = job.Path });
            return null;
        }

        fixed (byte* name = LlvmText.WithNul(triple))
            LLVM.SetTarget(module, (sbyte*)name);
        // Another version of LLVM may have written another layout; what counts is the one code is generated for.
        var layout = LLVM.CreateTargetDataLayout(machine);
        LLVM.SetModuleDataLayout(module, layout);
        LLVM.DisposeTargetData(layout);
        return machine;
    }

    private static byte[] NameOf(CompileJob job) =>
        job.IsFragment ? [.. "fragment"u8] : Encoding.UTF8.GetBytes(Path.GetFileName(job.Path));

    /// <summary>
    /// Takes paths out, and says that definitions are final as a program's are, so that no private twin of a symbol is made for local use.
    /// </summary>
    private static void Prepare(LLVMOpaqueContext* context, LLVMOpaqueModule* module, byte[] fileName, bool isProgram)
    {
        fixed (byte* name = fileName)
        {
            LLVM.SetModuleIdentifier(module, (sbyte*)name, (nuint)fileName.Length);
            LLVM.SetSourceFileName(module, (sbyte*)name, (nuint)fileName.Length);
        }

        var flag = "PIE Level"u8;
        if (!isProgram || LLVM.GetModuleFlag(module, LlvmText.Literal(flag), (nuint)flag.Length) is not null)
            return;
        var two = LLVM.ValueAsMetadata(LLVM.ConstInt(LLVM.Int32TypeInContext(context), 2, 0));
        LLVM.AddModuleFlag(
            module, LLVMModuleFlagBehavior.LLVMModuleFlagBehaviorError, LlvmText.Literal(flag), (nuint)flag.Length, two);
    }

    private bool Optimise(
        LLVMOpaqueModule* module, LLVMOpaqueTargetMachine* machine, CompileJob job, DiagnosticBag diagnostics)
    {
        var options = LLVM.CreatePassBuilderOptions();
        // clang's choice, and the only one of its choices that is not the default here.
        LLVM.PassBuilderOptionsSetSLPVectorization(options, job.OptimizationLevel >= 2 ? 1 : 0);
        string pipeline = job.Patchable
            ? FunctionPasses.For(job.OptimizationLevel, HasCoroutines(module), Llvm.Major)
            : $"{FunctionPasses.Instrumentation},default<O{job.OptimizationLevel}>";
        LLVMOpaqueError* error;
        fixed (byte* passes = LlvmText.WithNul(pipeline))
            error = LLVM.RunPasses(module, (sbyte*)passes, machine, options);
        LLVM.DisposePassBuilderOptions(options);
        if (error is not null)
        {
            sbyte* message = LLVM.GetErrorMessage(error);
            diagnostics.Add(LlvmMessages.FromCodeGeneration(LlvmText.Read(message), isError: true, job.Path));
            LLVM.DisposeErrorMessage(message);
        }

        return !diagnostics.HasErrors;
    }

    private static bool HasCoroutines(LLVMOpaqueModule* module)
    {
        for (var function = LLVM.GetFirstFunction(module); function is not null; function = LLVM.GetNextFunction(function))
        {
            if (LlvmText.SymbolName(function).StartsWith("llvm.coro."u8))
                return true;
        }

        return false;
    }

    private static byte[] Emit(
        LLVMOpaqueModule* module, LLVMOpaqueTargetMachine* machine, CompileJob job, DiagnosticBag diagnostics)
    {
        sbyte* message;
        LLVMOpaqueMemoryBuffer* buffer;
        if (LLVM.TargetMachineEmitToMemoryBuffer(machine, module, LLVMCodeGenFileType.LLVMObjectFile, &message, &buffer) != 0)
        {
            diagnostics.Add(LlvmMessages.FromCodeGeneration(LlvmText.Take(message), isError: true, job.Path));
            return [];
        }

        byte[] result = new ReadOnlySpan<byte>(LLVM.GetBufferStart(buffer), checked((int)LLVM.GetBufferSize(buffer))).ToArray();
        LLVM.DisposeMemoryBuffer(buffer);
        return result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnDiagnostic(LLVMOpaqueDiagnosticInfo* info, void* context)
    {
        var listener = (Listener)GCHandle.FromIntPtr((nint)context).Target!;
        var severity = LLVM.GetDiagInfoSeverity(info);
        if (severity > LLVMDiagnosticSeverity.LLVMDSWarning)
            return; // remarks and notes
        string text = LlvmText.Take(LLVM.GetDiagInfoDescription(info));
        listener.Diagnostics.Add(
            LlvmMessages.FromCodeGeneration(text, severity == LLVMDiagnosticSeverity.LLVMDSError, listener.File));
    }

    private sealed record Listener(DiagnosticBag Diagnostics, string File);
}
