using System.Globalization;

namespace Graft.Fuzz;

/// <summary>The command line: <c>[--seconds N] [--seed S] [--case C] [--output FOLDER]</c>.</summary>
/// <param name="Time">For how long to run.</param>
/// <param name="Seed">What all cases follow from.</param>
/// <param name="Case">The one case to repeat, or null for all from the first on.</param>
/// <param name="Output">Where failing inputs go.</param>
internal sealed record FuzzOptions(TimeSpan Time, ulong Seed, long? Case, string Output)
{
    /// <summary>Reads the command line; null if it makes no sense.</summary>
    public static FuzzOptions? Parse(string[] arguments)
    {
        var options = new FuzzOptions(TimeSpan.FromSeconds(60), (ulong)Environment.TickCount64, null, Path.Combine("artifacts", "fuzz"));
        for (int i = 0; i < arguments.Length; i += 2)
        {
            string? value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            bool isNumber = ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number);
            switch (arguments[i])
            {
                case "--seconds" when isNumber && number < int.MaxValue:
                    options = options with { Time = TimeSpan.FromSeconds(number) };
                    break;
                case "--seed" when isNumber:
                    options = options with { Seed = number };
                    break;
                case "--case" when isNumber:
                    options = options with { Case = (long)number };
                    break;
                case "--output" when value is not null:
                    options = options with { Output = value };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
