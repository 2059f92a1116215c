using Graft.Cli.Output;
using Graft.Client;
using Graft.Engine.Image;
using Graft.Engine.Link;
using Graft.Engine.Objects;
using Graft.Exec;
using Graft.Protocol;

namespace Graft.Cli.Linking;

/// <summary>What one run of <c>graft link</c> is to do.</summary>
internal sealed class ImageWork
{
    /// <summary>Objects, archives and sources.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>For which address.</summary>
    public required ImageOptions Image { get; init; }

    /// <summary>What the link may leave out.</summary>
    public required LinkOptions Link { get; init; }

    /// <summary>How sources are compiled.</summary>
    public required CompileOptions Compile { get; init; }

    /// <summary>The function where the image begins, if there is one of that name.</summary>
    public required string Entry { get; init; }

    /// <summary>Where the image goes; null for nowhere.</summary>
    public required string? Output { get; init; }

    /// <summary>Where the map goes; null for nowhere.</summary>
    public required string? Map { get; init; }

    /// <summary>Whether times are printed.</summary>
    public required bool PrintsTimes { get; init; }

    /// <summary>Does it, and tells what there is to tell.</summary>
    /// <returns>Whether everything is done.</returns>
    public bool Run()
    {
        var diagnostics = new DiagnosticBag();
        var clock = new PhaseClock();
        var inputs = ProgramFiles.Load(Files, Link.Roots, Compile, [], diagnostics);
        clock.End("load");
        var units = ObjectReader.ReadAll(inputs, diagnostics);
        clock.End("read");
        var image = diagnostics.HasErrors ? null : LinkImage.Link(units, Image, Link, diagnostics, clock);
        if (image is not null)
            WriteFiles(image, diagnostics);
        clock.End("write files");
        Terminal.Tell(diagnostics);
        if (image is null || diagnostics.HasErrors)
            return false;
        if (PrintsTimes)
            LinkTimes.Print(clock, inputs, image);
        return true;
    }

    private void WriteFiles(LinkImage image, DiagnosticBag diagnostics)
    {
        ulong entry = image.FindFunction(Entry);
        Write(Output, stream => stream.Write(ElfImage.Write(image, entry)), diagnostics);
        Write(Map, stream => MapFile.Write(image, entry, Image.Absolutes, stream), diagnostics);
    }

    private static void Write(string? path, Action<Stream> write, DiagnosticBag diagnostics)
    {
        if (path is null)
            return;
        try
        {
            using var stream = File.Create(path);
            write(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(DiagnosticCatalog.FileAccess.At(e.Message, path));
        }
    }
}
