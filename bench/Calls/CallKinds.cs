using System.Runtime.InteropServices;
using Graft.Bench.Linkers;

namespace Graft.Bench.Calls;

/// <summary>The same calls, bound in four ways, each as a function of this process that makes them.</summary>
internal sealed class CallKinds
{
    private readonly string _folder;
    private readonly Tools _tools;
    private readonly int _functions;

    private CallKinds(string folder, Tools tools, int functions)
    {
        _folder = folder;
        _tools = tools;
        _functions = functions;
    }

    /// <summary>Makes all kinds: name, and address of <see cref="CallSource.Run"/>.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="tools">Assembler and linker.</param>
    /// <param name="runtime">A fresh runtime of this process.</param>
    /// <param name="functions">How many functions.</param>
    public static IReadOnlyList<(string Name, nint Run)> Make(string folder, Tools tools, Runtime runtime, int functions)
    {
        var kinds = new CallKinds(folder, tools, functions);
        string callees = kinds.Assemble("callees", CallSource.Functions(functions));
        string caller = kinds.Assemble("caller", CallSource.CallerByName(functions));
        string pointers = kinds.Assemble("pointers", CallSource.CallerByPointer(functions));
        string library = kinds.Link("callees", callees);
        return
        [
            ("stub", Stub(runtime, callees, caller)),
            ("direct", Export(kinds.Link("direct", "-Bsymbolic", callees, caller))),
            ("PLT", Export(kinds.Link("plt", caller, library))),
            ("dlsym", kinds.Pointers(kinds.Link("pointers", pointers), library)),
        ];
    }

    // Two modules, so that Graft binds each call to a stub, as in a patchable build.
    private static nint Stub(Runtime runtime, string callees, string caller)
    {
        Load(runtime, "callees", callees);
        Load(runtime, "caller", caller);
        return runtime.GetFunctionPointer(CallSource.Run);
    }

    private static void Load(Runtime runtime, string module, string file)
    {
        if (GraftLoad.Run(runtime.Name, module, [file]) is { } failure)
            throw new InvalidOperationException(failure);
    }

    private unsafe nint Pointers(string caller, string library)
    {
        nint callees = NativeLibrary.Load(library);
        nint handle = NativeLibrary.Load(caller);
        var table = (nint*)NativeLibrary.GetExport(handle, CallSource.Table);
        for (int i = 0; i < _functions; i++)
            table[i] = NativeLibrary.GetExport(callees, CallSource.NameOf(i));
        return NativeLibrary.GetExport(handle, CallSource.Run);
    }

    private static nint Export(string library) => NativeLibrary.GetExport(NativeLibrary.Load(library), CallSource.Run);

    private string Assemble(string name, string text)
    {
        string source = Path.Combine(_folder, $"{name}.s"), output = Path.Combine(_folder, $"{name}.o");
        File.WriteAllText(source, text);
        ToolProcess.Require(_tools.Assembler, ["-triple=x86_64-linux-gnu", "-filetype=obj", source, "-o", output]);
        return output;
    }

    private string Link(string name, params string[] inputs)
    {
        string output = Path.Combine(_folder, $"{name}.so");
        ToolProcess.Require(_tools.Lld ?? throw new InvalidOperationException("needs ld.lld: run eng/setup.sh"), ["-shared", "-z", "now", .. inputs, "-o", output]);
        return output;
    }
}
