using System.Globalization;
using System.Text;

namespace Graft.Bench.Report;

/// <summary>A line of a plot.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Points">Size and seconds, by size.</param>
/// <param name="Over">Size and seconds of what was ended before it had a result.</param>
internal sealed record PlotLine(
    string Name, IReadOnlyList<(int Size, double Seconds)> Points, IReadOnlyList<(int Size, double Seconds)> Over);

/// <summary>A part of a plot: one pair of axes.</summary>
internal sealed record PlotPanel(string Title, IReadOnlyList<PlotLine> Lines);

/// <summary>
/// Draws time over size as an SVG image: both axes logarithmic, the same for all panels, so that a slope of 1 is linear and panels
/// compare. Follows the reader's light or dark scheme.
/// </summary>
internal sealed class ScalingPlot
{
    private const int Columns = 2, PanelWidth = 440, PanelHeight = 300, Floor = PanelHeight - 48;
    private const int Left = 64, Top = 36, Gap = 24, LegendLine = 22;

    // Colour and dash, told apart in both schemes and by the colour-blind; the first is Graft's.
    private static readonly (string Colour, string Dash)[] Pens =
    [
        ("#d1495b", ""), ("#d1495b", "6 4"), ("#3d85c6", ""), ("#3d85c6", "6 4"), ("#3a9d5d", ""), ("#c58b1a", ""),
    ];

    private readonly StringBuilder _svg = new();
    private readonly IReadOnlyList<PlotPanel> _panels;
    private readonly List<string> _names;
    private readonly (int First, int Last) _sizes;
    private readonly (int First, int Last) _decades;

    private ScalingPlot(IReadOnlyList<PlotPanel> panels)
    {
        _panels = panels;
        _names = [.. panels.SelectMany(static panel => panel.Lines).Select(static line => line.Name).Distinct()];
        var points = panels.SelectMany(static panel => panel.Lines).SelectMany(static line => line.Points.Concat(line.Over)).ToList();
        _sizes = (points.Min(static point => point.Size), points.Max(static point => point.Size));
        _decades = ((int)Math.Floor(Math.Log10(points.Min(static point => point.Seconds))),
            (int)Math.Ceiling(Math.Log10(points.Max(static point => point.Seconds))));
    }

    /// <summary>Draws the panels below a title and a legend.</summary>
    public static string Draw(string title, IReadOnlyList<PlotPanel> panels)
    {
        var plot = new ScalingPlot(panels);
        plot.DrawAll(title);
        return plot._svg.ToString();
    }

    private int LegendBottom => Top + (_names.Count + Columns) / Columns * LegendLine + 8;

    private void DrawAll(string title)
    {
        int rows = (_panels.Count + Columns - 1) / Columns;
        int width = Columns * (PanelWidth + Gap) + Gap, height = LegendBottom + rows * (PanelHeight + Gap);
        Add($$"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{width}} {{height}}" width="{{width}}" height="{{height}}" font-family="system-ui, sans-serif" font-size="13">
            <style>
            .ground {fill: #ffffff} .ink {fill: #24292f} .faint {fill: #57606a} .grid {stroke: #d8dee4} .frame {stroke: #8c959f; fill: none}
            @media (prefers-color-scheme: dark) {
            .ground {fill: #0d1117} .ink {fill: #e6edf3} .faint {fill: #9aa4af} .grid {stroke: #2b323b} .frame {stroke: #6e7681}
            }
            </style>
            <rect class="ground" width="{{width}}" height="{{height}}"/>
            <text class="ink" x="{{Gap}}" y="24" font-size="16" font-weight="600">{{title}}</text>
            """);
        DrawLegend();
        for (int i = 0; i < _panels.Count; i++)
        {
            int x = Gap + i % Columns * (PanelWidth + Gap), y = LegendBottom + i / Columns * (PanelHeight + Gap);
            Add($"""<g transform="translate({x},{y})">""");
            DrawPanel(_panels[i]);
            Add($"</g>");
        }

        Add($"</svg>");
    }

    private void DrawLegend()
    {
        for (int i = 0; i < _names.Count; i++)
        {
            int x = Gap + i % Columns * (PanelWidth + Gap), y = Top + 14 + i / Columns * LegendLine;
            Add($"""<path d="M{x} {y}h32" {Stroke(i)}/><circle cx="{x + 16}" cy="{y}" r="3" fill="{Pens[i % Pens.Length].Colour}"/>""");
            Add($"""<text class="ink" x="{x + 42}" y="{y + 4.5}">{_names[i]}</text>""");
        }

        int last = Top + 14 + (_names.Count + Columns - 1) / Columns * LegendLine;
        Add($"""<g class="frame">{Triangle(Gap + 16, last)}</g><text class="faint" x="{Gap + 42}" y="{last + 4.5}">took longer, and was ended there; larger N not tried</text>""");
    }

    private void DrawPanel(PlotPanel panel)
    {
        Add($"""<text class="ink" x="{Left}" y="16" font-weight="600">{panel.Title}</text>""");
        for (int decade = _decades.First; decade <= _decades.Last; decade++)
        {
            double y = Y(Math.Pow(10, decade));
            Add($"""<path class="grid" d="M{Left} {y}H{PanelWidth}"/><text class="faint" x="{Left - 8}" y="{y + 4}" text-anchor="end">{Seconds(decade)}</text>""");
        }

        foreach (int size in (int[])[1, 16, 256, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000])
        {
            if (size < _sizes.First || size > _sizes.Last)
                continue;
            double x = X(size);
            Add($"""<path class="grid" d="M{x} {Top - 12}V{Floor}"/><text class="faint" x="{x}" y="{Floor + 18}" text-anchor="middle">{Size(size)}</text>""");
        }

        Add($"""<path class="frame" d="M{Left} {Top - 12}V{Floor}H{PanelWidth}"/>""");
        Add($"""<text class="faint" x="{(Left + PanelWidth) / 2}" y="{Floor + 36}" text-anchor="middle">N</text>""");
        foreach (var line in panel.Lines)
            DrawLine(line);
    }

    private void DrawLine(PlotLine line)
    {
        int pen = _names.IndexOf(line.Name);
        var points = line.Points.Select(point => FormattableString.Invariant($"{X(point.Size):F1},{Y(point.Seconds):F1}"));
        Add($"""<polyline points="{string.Join(' ', points)}" {Stroke(pen)}/>""");
        foreach (var (size, seconds) in line.Points)
            Add($"""<circle cx="{X(size)}" cy="{Y(seconds)}" r="3" fill="{Pens[pen % Pens.Length].Colour}"/>""");
        foreach (var (size, seconds) in line.Over)
            Add($"""<g {Stroke(pen)}>{Triangle(X(size), Y(seconds))}</g>""");
    }

    private static string Triangle(double x, double y) => FormattableString.Invariant($"""<path d="M{x - 5:F1} {y + 4:F1}h10l-5 -9z"/>""");

    private static string Stroke(int pen)
    {
        var (colour, dash) = Pens[pen % Pens.Length];
        return $"""fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}" """;
    }

    private double X(int size) => Scale(size, _sizes.First, _sizes.Last, Left, PanelWidth);

    private double Y(double seconds) =>
        Scale(seconds, Math.Pow(10, _decades.First), Math.Pow(10, _decades.Last), Floor, Top - 12);

    private static double Scale(double value, double first, double last, double from, double to) =>
        from + (to - from) * Math.Log(value / first) / Math.Log(last / first);

    private static string Seconds(int decade) => decade switch
    {
        < -6 => FormattableString.Invariant($"{Math.Pow(10, decade + 9):0} ns"),
        < -3 => FormattableString.Invariant($"{Math.Pow(10, decade + 6):0} µs"),
        < 0 => FormattableString.Invariant($"{Math.Pow(10, decade + 3):0} ms"),
        _ => FormattableString.Invariant($"{Math.Pow(10, decade):0} s"),
    };

    private static string Size(int size) => size < 1000 ? $"{size}" : $"{size / 1000}k";

    private void Add(FormattableString line) => _svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
