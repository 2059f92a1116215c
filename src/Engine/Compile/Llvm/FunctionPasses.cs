namespace Graft.Engine.Compile;

/// <summary>
/// The passes of patchable builds: those that look at one function, so that no function's code rests on another's body and
/// each can be replaced alone. Bodies of <c>alwaysinline</c> functions go into their callers, as the source asks.
/// </summary>
/// <remarks>
/// The order is that of LLVM's own pipelines without what crosses functions (inlining, IPSCCP, argument promotion, inference of
/// attributes), and without SCCP and correlated propagation, which note the range of a function's results on it, where its callers see it. Names are those
/// that every LLVM from 14 to 22 knows.
/// </remarks>
internal static class FunctionPasses
{
    /// <summary>
    /// Calls at entries and exits that <c>-finstrument-functions</c> asks for, before anything is inlined; the variant for after that is part of
    /// code generation. Does nothing where clang's own pipeline did it.
    /// </summary>
    public const string Instrumentation = "function(ee-instrument)";

    private const int FirstThatVerifiesFixpoints = 18;
    private const int FirstWithCoroutineModulePasses = 15;

    private const string LateSimplify = "simplifycfg<forward-switch-cond;switch-to-lookup;no-keep-loops;hoist-common-insts;sink-common-insts>";

    private const string RotateLoops = "loop-mssa(loop-instsimplify,loop-simplifycfg,licm,loop-rotate,licm,simple-loop-unswitch)";

    private const string ReduceLoops = "loop(loop-idiom,indvars,loop-deletion,loop-unroll-full)";

    /// <summary>The pipeline, in the syntax of <c>opt -passes</c>.</summary>
    /// <param name="level">0 to 3.</param>
    /// <param name="hasCoroutines">Whether there are coroutines, which have to be split at every level.</param>
    /// <param name="llvmMajor">The version that will run it.</param>
    public static string For(int level, bool hasCoroutines, int llvmMajor)
    {
        string combine = llvmMajor >= FirstThatVerifiesFixpoints ? "instcombine<no-verify-fixpoint>" : "instcombine";
        string[] functionPasses = level switch
        {
            0 => [],
            1 => Few(combine),
            _ => Many(combine),
        };
        string split = hasCoroutines ? Coroutines(llvmMajor) : "always-inline";
        split = $"{Instrumentation},{split}";
        return functionPasses.Length == 0 ? split : $"{split},function({string.Join(',', functionPasses)})";
    }

    private static string Coroutines(int llvmMajor) => llvmMajor >= FirstWithCoroutineModulePasses
        ? "always-inline,coro-early,cgscc(coro-split),coro-cleanup"
        : "always-inline,function(coro-early),cgscc(coro-split),function(coro-cleanup)";

    private static string[] Few(string combine) =>
    [
        "lower-expect", "sroa", "early-cse<memssa>", "simplifycfg", combine, "libcalls-shrinkwrap", "simplifycfg", "reassociate",
        RotateLoops, "simplifycfg", combine, ReduceLoops, "sroa", "memcpyopt", "bdce", combine, "dse", "adce",
        LateSimplify, combine, "loop-mssa(licm)", "div-rem-pairs", "simplifycfg",
    ];

    private static string[] Many(string combine) =>
    [
        "lower-expect", "simplifycfg", "sroa", "early-cse<memssa>", "jump-threading", "simplifycfg",
        "aggressive-instcombine", combine, "libcalls-shrinkwrap", "tailcallelim", "simplifycfg", "reassociate",
        RotateLoops, "simplifycfg", combine, ReduceLoops, "sroa", "mldst-motion", "gvn", "bdce", combine,
        "jump-threading", "adce", "memcpyopt", "dse", "loop-mssa(licm)", LateSimplify, combine,
        "float2int", "lower-constant-intrinsics", "loop(loop-rotate,loop-deletion)", "loop-distribute", "inject-tli-mappings",
        "loop-vectorize", "loop-load-elim", combine, LateSimplify, "slp-vectorizer", "vector-combine", combine, "loop-unroll",
        "sroa", combine, "loop-mssa(licm)", "alignment-from-assumptions", "loop-sink", "instsimplify", "div-rem-pairs", "simplifycfg",
    ];
}
