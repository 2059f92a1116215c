using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Graft.Protocol;

namespace Graft;

/// <summary>
/// What a C library's start-up code does around <c>main</c> (gABI, chapter 5; System V x86-64 psABI, 3.4). From here on all memory
/// is the C library's, none is ever freed: it belongs to the program until the process ends.
/// </summary>
internal static unsafe partial class ProgramStart
{
    /// <summary>Runs a program to the end of the process.</summary>
    /// <param name="entry">Runs the initialisers, each with what <c>main</c> gets, as glibc does it, and then <c>main</c>.</param>
    /// <param name="finalisers">A function that runs the finalisers; 0 if there are none.</param>
    /// <param name="arguments">The program's name and its arguments.</param>
    [DoesNotReturn]
    public static void Run(nint entry, nint finalisers, IReadOnlyList<string> arguments)
    {
        byte** argv = Strings(arguments);
        byte** environment = *(byte***)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "environ");
        NameProcess(argv[0]);
        LinuxSignals.RestoreDefaults();

        // First in, last out: handlers that the program registers, from its constructors on, run before.
        if (finalisers != 0)
            Check(__cxa_atexit(finalisers, 0, 0) == 0);
        exit(((delegate* unmanaged[Cdecl]<int, byte**, byte**, int>)entry)(arguments.Count, argv, environment));
    }

    private static byte** Strings(IReadOnlyList<string> texts)
    {
        var array = (byte**)NativeMemory.Alloc((nuint)texts.Count + 1, (nuint)sizeof(byte*));
        for (int i = 0; i < texts.Count; i++)
            array[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        array[texts.Count] = null;
        return array;
    }

    // What assert, err and error call the program (program_invocation_name in glibc).
    private static void NameProcess(byte* path)
    {
        byte* name = path;
        for (byte* next = path; *next != 0; next++)
        {
            if (*next == '/')
                name = next + 1;
        }

        SetVariable("program_invocation_name", path);
        SetVariable("program_invocation_short_name", name);
    }

    private static void SetVariable(string name, byte* value)
    {
        if (NativeRuntime.FindExport(name) is var variable && variable != 0)
            *(byte**)variable = value;
    }

    private static void Check(bool succeeded)
    {
        if (!succeeded)
            throw new GraftException(DiagnosticCatalog.ArenaFull.At("the system has no memory left to start the program"));
    }

    [LibraryImport("libc.so.6")]
    private static partial int __cxa_atexit(nint function, nint argument, nint dsoHandle);

    [LibraryImport("libc.so.6")]
    [DoesNotReturn]
    private static partial void exit(int code);
}
