using System.Text.RegularExpressions;

namespace Graft.Tests.Docs;

/// <summary>A reader who follows a link of the documentation arrives.</summary>
public partial class LinkSpecs
{
    private static readonly string Docs = Path.Combine(SourceTree.Root, "docs");

    public static TheoryData<string> Pages =>
        [.. Directory.EnumerateFiles(Docs, "*.md", SearchOption.AllDirectories).Append(Path.Combine(SourceTree.Root, "README.md"))
            .Select(page => Path.GetRelativePath(SourceTree.Root, page)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_to_a_file_and_a_heading(string page)
    {
        string path = Path.Combine(SourceTree.Root, page);
        foreach (Match link in Link().Matches(File.ReadAllText(path)))
        {
            string file = link.Groups[1].Value, heading = link.Groups[2].Value;
            string target = file.Length == 0 ? path : Path.GetFullPath(file, Path.GetDirectoryName(path)!);
            Assert.True(Path.Exists(target), $"{page}: {link.Value} leads nowhere");
            if (heading.Length > 0)
                Assert.True(Headings(target).Contains(heading), $"{page}: {link.Value} names no heading of {Path.GetFileName(target)}");
        }
    }

    [Fact]
    public void Every_page_stands_in_the_index()
    {
        string index = File.ReadAllText(Path.Combine(Docs, "README.md"));
        var pages = Directory.EnumerateFiles(Docs, "*.md").Select(Path.GetFileName).Where(page => page != "README.md");
        Assert.All(pages, page => Assert.Contains($"]({page})", index, StringComparison.Ordinal));
    }

    // As hosts of repositories make anchors: letters, digits and hyphens in lower case, a hyphen for a space.
    private static IEnumerable<string> Headings(string page) => File.ReadLines(page)
        .Where(line => line.StartsWith('#'))
        .Select(line => NoAnchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();
}
