using Graft.Protocol;

namespace Graft.Client;

/// <summary>Asks for a module to be brought up to date.</summary>
/// <param name="Module">Name of the module.</param>
/// <param name="Sources">Its inputs; the order is the order in the archive.</param>
/// <param name="Archive">Where <c>lib&lt;Module&gt;.a</c> goes; empty if only the sources' objects are wanted.</param>
/// <param name="SymbolList">Where <c>&lt;Module&gt;.symbols.json</c> goes; empty with an empty archive.</param>
/// <param name="Options">How to compile.</param>
public sealed record BuildModuleRequest(
    string Module, IReadOnlyList<ModuleSource> Sources, string Archive, string SymbolList, CompileOptions Options)
{
    /// <summary>Whether to compare with the last build: it costs reading the symbols of both, and is in vain where a runtime is patched at once.</summary>
    public bool WantsVerdicts { get; init; }

    /// <summary>
    /// Whether the module's files may be written after the answer, if a host remembers it: for who loads it at once, and then calls
    /// <see cref="IEngineHost.FinishBuildAsync"/>.
    /// </summary>
    public bool DefersFiles { get; init; }

    /// <summary>A file whose lock keeps other engines from building the same files; empty if there can be none.</summary>
    public string Lock { get; init; } = "";

    /// <summary>How long to wait for the lock: twice the time that LLVM has for one input.</summary>
    public double LockSeconds { get; init; } = 240;
}

/// <summary>One input of a module.</summary>
/// <param name="Path">The file.</param>
/// <param name="Language">What it holds.</param>
/// <param name="ObjectPath">Where its object goes; its fingerprint and, for a while, the depfile of C lie beside it.</param>
/// <param name="ClangArguments">More arguments for clang: defines, include folders, language standard. Empty for IR.</param>
public sealed record ModuleSource(
    string Path, SourceLanguage Language, string ObjectPath, IReadOnlyList<string> ClangArguments);

/// <summary>What an input file holds.</summary>
public enum SourceLanguage
{
    /// <summary>LLVM IR, text or bitcode.</summary>
    Ir,

    /// <summary>C or C++, by its file name's ending, through clang.</summary>
    C,
}

/// <summary>How to compile.</summary>
/// <param name="OptimizationLevel">0 to 3, as in clang's -O0 to -O3.</param>
/// <param name="Patchable">
/// Whether functions are compiled apart, so that an edit of one costs the compilation of one, and call each other through stubs, so that
/// a patch of one reaches the others at once.
/// </param>
/// <param name="DebugInfo">Whether C is compiled with -g; not if <paramref name="Patchable"/>.</param>
/// <param name="LlvmLibrary">Path of libLLVM; empty for the newest found.</param>
/// <param name="Clang">Path of clang; empty for the one that goes with libLLVM, or the newest found.</param>
public sealed record CompileOptions(
    int OptimizationLevel = 2, bool Patchable = false, bool DebugInfo = false, string LlvmLibrary = "", string Clang = "")
{
    /// <summary>Whether functions begin with room for a jump, so that calls of them can do without a stub.</summary>
    public bool DirectCalls { get; init; } = true;

    /// <summary>The cache to take objects from and add them to.</summary>
    public CacheChoice Cache { get; init; } = CacheChoice.None;

    /// <summary>Variables of the environment that clang listens to, with their values; it gets no others of them.</summary>
    public IReadOnlyDictionary<string, string> ClangVariables { get; init; } = new Dictionary<string, string>();
}

/// <summary>What became of files that a build put off.</summary>
/// <param name="Diagnostics">What cannot be written: the module is as if it had not been built.</param>
public sealed record FinishBuildResult(IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>What became of a <see cref="BuildModuleRequest"/>.</summary>
/// <param name="Diagnostics">All that there is to say, from all inputs.</param>
/// <param name="Compiled">Inputs that were compiled.</param>
/// <param name="UpToDate">How many inputs were not, since neither they nor their headers or options changed.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record BuildModuleResult(
    IReadOnlyList<Diagnostic> Diagnostics, IReadOnlyList<string> Compiled, int UpToDate, double Milliseconds)
{
    /// <summary>
    /// Absolute paths of all headers that the C sources read, those of up-to-date sources too, without duplicates:
    /// a build tool that compares times needs them as inputs. System headers may be left out.
    /// </summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>
    /// Other paths whose times tell that a build may be needed: the tools, where better ones would be found, and folders where a new file would take
    /// a header's place. Some do not exist.
    /// </summary>
    public IReadOnlyList<string> Watched { get; init; } = [];

    /// <summary>Whether no input was written while it was read: otherwise the outputs may be those of what it was before, and the next build has to look.</summary>
    public bool IsSettled { get; init; } = true;

    /// <summary>Inputs that changed or whose objects were lost, and that were in the cache or a host's memory: LLVM did nothing for them.</summary>
    public IReadOnlyList<string> FromCache { get; init; } = [];

    /// <summary>
    /// Functions that LLVM compiled in patchable builds; the variables of a source count as one. A source that cannot be compiled in
    /// parts is not counted.
    /// </summary>
    public int FunctionsCompiled { get; init; }

    /// <summary>Functions that changed, but were in the cache.</summary>
    public int FunctionsFromCache { get; init; }

    /// <summary>Where the time went.</summary>
    public BuildTimes Times { get; init; }

    /// <summary>
    /// What a program that runs the module as the last build left it would make of this build's edits, if that was wanted; empty if the engine
    /// knows of no such build. Inert and refused ones, and the first hundred that would be applied.
    /// </summary>
    public IReadOnlyList<Verdict> Verdicts { get; init; } = [];

    /// <summary>Whether all outputs are there and up to date.</summary>
    public bool Succeeded => !Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error);
}
