using System.Text.RegularExpressions;
using LLVMSharp.Interop;

namespace Graft.Engine.Compile;

/// <summary>
/// How code reaches thread-locals. LLVM takes a module that is marked as a program's (PIE Level) for one whose variables have room in
/// every thread from the start, and gives no way to unmark it: so a module with thread-locals is written out and read again
/// as a shared library's, whose variables may come later.
/// </summary>
internal static unsafe partial class ThreadLocalModels
{
    /// <summary>Whether a module defines or uses thread-locals.</summary>
    public static bool HasVariables(LLVMOpaqueModule* module)
    {
        for (var variable = LLVM.GetFirstGlobal(module); variable is not null; variable = LLVM.GetNextGlobal(variable))
        {
            if (LLVM.IsThreadLocal(variable) != 0)
                return true;
        }

        return false;
    }

    /// <summary>The module's text, as that of a shared library.</summary>
    public static string TextAsLibrary(LLVMOpaqueModule* module)
    {
        ChooseDynamic(module);
        string text = LlvmText.Take(LLVM.PrintModuleToString(module));
        text = ProgramMark().Replace(text, "${1}0");

        // Definitions that are final would get private twins for local use, which patches do not reach.
        return FinalDefinition().Replace(text, "${1}");
    }

    /// <summary>Takes back what the source chose for a program.</summary>
    private static void ChooseDynamic(LLVMOpaqueModule* module)
    {
        for (var variable = LLVM.GetFirstGlobal(module); variable is not null; variable = LLVM.GetNextGlobal(variable))
        {
            if (LLVM.GetThreadLocalMode(variable) > LLVMThreadLocalMode.LLVMLocalDynamicTLSModel)
                LLVM.SetThreadLocalMode(variable, LLVMThreadLocalMode.LLVMGeneralDynamicTLSModel);
        }
    }

    // Quotes inside of strings are written as \22, so these are no part of one.
    [GeneratedRegex("(!\"PIE Level\", i32 )\\d+")]
    private static partial Regex ProgramMark();

    [GeneratedRegex("^((?:define|declare|@(?:\"[^\"\n]*\"|[-\\w.$]+) =) (?:[a-z_]+ )*?)dso_local ", RegexOptions.Multiline)]
    private static partial Regex FinalDefinition();
}
