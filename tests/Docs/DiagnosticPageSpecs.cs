using System.Reflection;
using Graft.Protocol;

namespace Graft.Tests.Docs;

public class DiagnosticPageSpecs
{
    private static readonly string Pages = Path.Combine(SourceTree.Root, "docs", "diagnostics");

    public static TheoryData<string> Codes => [.. Catalogue().Select(descriptor => descriptor.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_code_has_a_page_that_names_title_severity_and_remedy(string code)
    {
        var descriptor = Catalogue().Single(d => d.Code == code);

        string page = File.ReadAllText(Path.Combine(Pages, $"{code}.md"));

        Assert.StartsWith($"# {code}: {descriptor.Title}\n", page, StringComparison.Ordinal);
        Assert.Contains($"*{descriptor.Severity}.*", page, StringComparison.Ordinal);
        Assert.Contains($"{descriptor.Severity.ToString().ToLowerInvariant()} {code}: ", page, StringComparison.Ordinal);
        Assert.Contains("\n## What to do\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_page_belongs_to_a_code_and_stands_in_the_list()
    {
        string list = File.ReadAllText(Path.Combine(Pages, "README.md"));
        var pages = Directory.EnumerateFiles(Pages, "GRAFT*.md").Select(Path.GetFileNameWithoutExtension).Order();

        Assert.Equal(Catalogue().Select(descriptor => descriptor.Code).Order(), pages);
        Assert.All(pages, code => Assert.Contains($"[{code}]({code}.md)", list, StringComparison.Ordinal));
    }

    private static List<DiagnosticDescriptor> Catalogue() =>
        [.. typeof(DiagnosticCatalog).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (DiagnosticDescriptor)field.GetValue(null)!)];
}
