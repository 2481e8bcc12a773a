using System.Globalization;

namespace Platform.Customers.Demo;

/// <summary>How much demo data, and for whom.</summary>
/// <param name="TenantId">The demo tenant of Development unless given.</param>
/// <param name="Force">Also outside of Development.</param>
public sealed record DemoOptions(int People, int Companies, int Deals, Guid? TenantId, bool Force)
{
    public const string Usage = "seed [--people N] [--companies N] [--deals N] [--tenant ID] [--force]: each N from 0 to 5000000";
    private const int Most = 5_000_000;

    /// <returns>Null when the arguments are not understood.</returns>
    public static DemoOptions? Parse(IReadOnlyList<string> args)
    {
        var options = new DemoOptions(10_000, 2_000, 5_000, null, false);
        for (var i = 0; i < args.Count; i++)
        {
            var name = args[i];
            if (name == "--force")
            {
                options = options with { Force = true };
                continue;
            }

            var value = i + 1 < args.Count ? args[++i] : "";
            var number = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n <= Most ? n : (int?)null;
            options = name switch
            {
                "--people" when number is { } people => options with { People = people },
                "--companies" when number is { } companies => options with { Companies = companies },
                "--deals" when number is { } deals => options with { Deals = deals },
                "--tenant" when Guid.TryParseExact(value, "D", out var tenant) => options with { TenantId = tenant },
                _ => null,
            };
            if (options is null)
            {
                return null;
            }
        }

        return options;
    }
}
