namespace Graft.Client;

/// <summary>Where the time of a build went, in milliseconds. Times of sources that were built side by side are added up.</summary>
/// <param name="FrontEnd">clang, for C and C++: from source to IR.</param>
/// <param name="Read">Reading sources, and finding whether they changed.</param>
/// <param name="Split">Cutting IR into functions, finding those that changed, and writing them as modules of their own.</param>
/// <param name="Compile">Waiting for compile workers and the cache.</param>
/// <param name="Merge">Putting an object together from those of functions.</param>
/// <param name="Write">Writing objects, archive and symbol list.</param>
/// <param name="Llvm">What LLVM itself needed in the workers; a part of <paramref name="Compile"/> unless several workers were at it.</param>
public readonly record struct BuildTimes(
    double FrontEnd, double Read, double Split, double Compile, double Merge, double Write, double Llvm)
{
    /// <summary>Adds times, phase by phase.</summary>
    public static BuildTimes operator +(BuildTimes left, BuildTimes right) => new(
        left.FrontEnd + right.FrontEnd, left.Read + right.Read, left.Split + right.Split, left.Compile + right.Compile,
        left.Merge + right.Merge, left.Write + right.Write, left.Llvm + right.Llvm);

    /// <inheritdoc cref="op_Addition"/>
    public static BuildTimes Add(BuildTimes left, BuildTimes right) => left + right;
}
