using Graft.Engine.Host;

namespace Graft.Tests.Host;

/// <summary>The host's log.</summary>
public sealed class HostLogSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graft-log").FullName;

    private string File => Path.Combine(_folder, "host.log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_host_goes_on_with_the_log_of_the_one_before()
    {
        using (var one = HostLog.Open(File))
            one.Write("first");
        using (var two = HostLog.Open(File))
            two.Write("second");

        string[] lines = System.IO.File.ReadAllLines(File);
        Assert.Equal(2, lines.Length);
        Assert.EndsWith($"{Environment.ProcessId} first", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_file_is_put_aside_once()
    {
        System.IO.File.WriteAllBytes(File, new byte[HostLog.MaximumSize + 1]);

        using (var log = HostLog.Open(File))
            log.Write("line");

        Assert.Single(System.IO.File.ReadAllLines(File));
        Assert.Equal(HostLog.MaximumSize + 1, new FileInfo(File + ".old").Length);
    }

    [Fact]
    public void A_log_that_is_not_wanted_or_cannot_be_written_is_no_error()
    {
        using (var none = HostLog.Open(path: null))
            none.Write("line");
        using (var nowhere = HostLog.Open(Path.Combine(_folder, "missing", "host.log")))
            nowhere.Write("line");

        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }
}
