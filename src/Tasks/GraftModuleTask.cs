using Graft.Client;
using Graft.Protocol;
using Microsoft.Build.Framework;

namespace Graft.Tasks;

/// <summary>What the tasks share that know how a module is compiled.</summary>
public abstract class GraftModuleTask : GraftTask
{
    /// <summary>Name of the module.</summary>
    [Required]
    public string Module { get; set; } = "";

    /// <summary>
    /// Its inputs, in archive order. Metadata: <c>ObjectPath</c>, <c>Language</c> (<c>Ir</c> or <c>C</c>), and for C
    /// <c>Defines</c>, <c>IncludePaths</c> and <c>ClangArguments</c>, each added to the project's.
    /// </summary>
    public ITaskItem[] Sources { get; set; } = [];

    /// <summary>Where <c>lib&lt;Module&gt;.a</c> goes.</summary>
    [Required]
    public string Archive { get; set; } = "";

    /// <summary>Where <c>&lt;Module&gt;.symbols.json</c> goes.</summary>
    [Required]
    public string SymbolList { get; set; } = "";

    /// <summary>A file whose lock keeps other engines from building the same files.</summary>
    public string Lock { get; set; } = "";

    /// <summary>0 to 3, as in clang's -O0 to -O3.</summary>
    public int OptimizationLevel { get; set; }

    /// <summary>Whether functions of one unit call each other through stubs, so that each can be patched alone.</summary>
    public bool Patchable { get; set; }

    /// <summary>Whether calls go to functions directly where they can, and not through stubs.</summary>
    public bool DirectCalls { get; set; } = true;

    /// <summary>Whether C is compiled with debug information.</summary>
    public bool DebugInfo { get; set; }

    /// <summary>Path of libLLVM; empty for the newest found.</summary>
    public string LlvmLibrary { get; set; } = "";

    /// <summary>Path of clang; empty for the one that goes with libLLVM.</summary>
    public string Clang { get; set; } = "";

    /// <summary>Folder of the cache of objects, or <c>none</c>; empty for the environment's choice.</summary>
    public string Cache { get; set; } = "";

    /// <summary>MiB that the cache may hold.</summary>
    public int CacheLimit { get; set; } = (int)(CacheChoice.DefaultLimit >> 20);

    /// <summary>Preprocessor definitions for all C inputs, <c>NAME</c> or <c>NAME=VALUE</c>.</summary>
    public string[] Defines { get; set; } = [];

    /// <summary>Folders with headers for all C inputs.</summary>
    public string[] IncludePaths { get; set; } = [];

    /// <summary>More arguments of clang for all C inputs.</summary>
    public string[] ClangArguments { get; set; } = [];

    /// <summary>What an engine host is asked for to bring the module up to date.</summary>
    /// <exception cref="GraftException">GRAFT6001: two inputs have one object, there is no such level of optimisation, or the module's name is a path.</exception>
    protected BuildModuleRequest Request()
    {
        if (OptimizationLevel is < 0 or > 3)
        {
            throw new GraftException(DiagnosticCatalog.Usage.At(
                $"GraftOptimizationLevel of module {Module} is {OptimizationLevel}; it goes from 0 to 3"));
        }

        if (Module.AsSpan().ContainsAny('/', '\\') || Module is "." or "..")
        {
            throw new GraftException(DiagnosticCatalog.Usage.At(
                $"GraftModule is '{Module}'; files and folders are named after a module, so its name is no path"));
        }

        var arguments = new ClangArgumentList(Defines, IncludePaths, ClangArguments, Absolute);
        var sources = ModuleSources.From(Sources, arguments, Absolute);
        var options = new CompileOptions(OptimizationLevel, Patchable, DebugInfo, LlvmLibrary, Clang)
        {
            DirectCalls = DirectCalls,
            Cache = CacheChoice.From(Cache is "" or CacheChoice.Off ? Cache : Absolute(Cache), (long)CacheLimit << 20),
        };
        return new(Module, sources, Absolute(Archive), Absolute(SymbolList), options) { Lock = Lock.Length > 0 ? Absolute(Lock) : "" };
    }
}
