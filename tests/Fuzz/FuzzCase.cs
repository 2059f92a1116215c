using System.IO.Hashing;
using Graft.Engine.Link;
using Graft.Engine.Objects;
using Graft.Protocol;
using Graft.Tests.Link;

namespace Graft.Fuzz;

/// <summary>One damaged file, read and, as far as it is accepted, linked or merged; twice, with one result.</summary>
/// <param name="seeds">The files that cases are made of.</param>
/// <param name="archivePath">A file that archives may be written to: they are read from files alone.</param>
internal sealed class FuzzCase(IReadOnlyList<byte[]> seeds, string archivePath) : IDisposable
{
    /// <summary>Allocated bytes that a case may have: tables beside the file, and the working memory of an empty link.</summary>
    private const long BytesPerInputByte = 96, BytesAlways = 8 << 20;

    private const int LargestInput = 1 << 20;

    private readonly Mutator _mutator = new(seeds);
    private readonly GuardedMemory _guarded = new(LargestInput);

    /// <summary>How many cases were accepted and linked.</summary>
    public long Linked { get; private set; }

    /// <summary>How many cases were accepted and merged.</summary>
    public long Merged { get; private set; }

    /// <summary>The input of the last case.</summary>
    public byte[] Input { get; private set; } = [];

    /// <summary>Makes and runs a case.</summary>
    /// <exception cref="FuzzFailure">The case did what no input may cause.</exception>
    public void Run(ulong seed, long number)
    {
        var random = new Random((int)XxHash32.HashToUInt32([.. BitConverter.GetBytes(seed), .. BitConverter.GetBytes(number)]));
        Input = _mutator.Mutate(seeds[random.Next(seeds.Count)], random);
        if (Input.Length > LargestInput)
            return;
        byte[]? companion = random.Next(2) == 0 ? seeds[random.Next(seeds.Count)] : null;
        var options = new LinkOptions
        {
            GcSections = random.Next(3) == 0,
            ExportsAreRoots = random.Next(2) == 0,
            Roots = random.Next(2) == 0 ? ["f", "start"] : [],
            IsComplete = random.Next(4) == 0,
        };
        bool isArchive = Input.AsSpan().StartsWith("!<"u8);
        if (!isArchive && random.Next(3) == 0)
        {
            Merged += MergeCase.Run(_guarded.Hold(Input)) ? 1 : 0;
            return;
        }

        if (isArchive)
            File.WriteAllBytes(archivePath, Input);
        long before = GC.GetTotalAllocatedBytes();
        var (digest, granted) = Attempt(isArchive, companion, options);
        long allocated = GC.GetTotalAllocatedBytes() - before - granted;
        long limit = BytesAlways + ((Input.Length + (companion?.Length ?? 0)) * BytesPerInputByte);
        if (allocated > limit)
            throw new FuzzFailure($"{allocated} bytes were allocated for an input of {Input.Length}");
        if (digest is null)
            return;
        Linked++;
        if (Attempt(isArchive, companion, options).Digest != digest)
            throw new FuzzFailure("a second link gave other bytes");
    }

    /// <inheritdoc/>
    public void Dispose() => ((IDisposable)_guarded).Dispose();

    private (UInt128? Digest, long Granted) Attempt(bool isArchive, byte[]? companion, LinkOptions options)
    {
        using var agent = new FakeAgent();
        try
        {
            var units = Read(isArchive, options);
            if (units.Count == 0)
                return default; // Refused, as most are: there is nothing to link.
            if (companion is not null && !companion.AsSpan().StartsWith("!<"u8))
                Take(new ObjectInput("companion.o", companion), units);
            return (Link(agent, units, options), agent.GrantedBytes);
        }
        catch (GraftException e) when (e.Diagnostics.Count > 0)
        {
            return (null, agent.GrantedBytes); // The agent refused, and said why.
        }
        catch (Exception e) when (e is not FuzzFailure)
        {
            throw new FuzzFailure($"{e.GetType().Name} escaped: {e.Message}", e);
        }
    }

    private List<ObjectUnit> Read(bool isArchive, LinkOptions options)
    {
        List<ObjectUnit> units = [];
        if (!isArchive)
        {
            Take(new ObjectInput("damaged.o", _guarded.Hold(Input)), units);
            return units;
        }

        var diagnostics = new DiagnosticBag();
        foreach (var input in InputFiles.LoadNeeded([archivePath], options.Roots, diagnostics))
            Take(input, units);
        return units;
    }

    private static void Take(ObjectInput input, List<ObjectUnit> units)
    {
        var diagnostics = new DiagnosticBag();
        if (ObjectReader.Read(input, diagnostics) is { } unit)
            units.Add(unit);
        else if (!diagnostics.HasErrors)
            throw new FuzzFailure("an object was refused without an error");
    }

    private static UInt128? Link(FakeAgent agent, List<ObjectUnit> units, LinkOptions options)
    {
        var diagnostics = new DiagnosticBag();
        agent.OpenModule("fuzz");
        if (Linker.Link(agent, "fuzz", units, [], diagnostics, options) is not null)
            return agent.DigestOfSlabs();
        return diagnostics.HasErrors ? null : throw new FuzzFailure("a link failed without an error");
    }
}
