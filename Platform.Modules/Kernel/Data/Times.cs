using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.Kernel.Data;

/// <summary>What clients send as times (RFC 3339) and as dates (ISO 8601). The only place that reads either: nothing is guessed.</summary>
public static partial class Times
{
    public const string Expected = "a time such as 2026-01-31T12:00:00Z";
    public const string ExpectedDate = "a date such as 2026-01-31";

    /// <returns>The time in UTC to the microsecond; null for what is no date and time with an offset.</returns>
    public static DateTimeOffset? Parse(string text)
    {
        if (Rfc3339().Match(text) is not { Success: true } match)
        {
            return null;
        }

        // .NET counts no finer than seven digits, PostgreSQL no finer than six.
        var parts = match.Groups;
        var plain = $"{parts["date"].Value}T{parts["time"].Value}{parts["offset"].Value.ToUpperInvariant()}";
        if (!DateTimeOffset.TryParseExact(plain, "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time))
        {
            return null;
        }

        var micros = parts["fraction"].Value.PadRight(6, '0')[..6];
        return time.AddTicks(int.Parse(micros, CultureInfo.InvariantCulture) * TimeSpan.TicksPerMicrosecond);
    }

    public static DateOnly? ParseDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>A time, or a date, which begins in UTC.</summary>
    public static DateTimeOffset? ParseStart(string text) =>
        ParseDate(text) is { } date ? new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : Parse(text);

    /// <summary>A time, or a date, which ends in UTC.</summary>
    public static DateTimeOffset? ParseEnd(string text) =>
        ParseDate(text) is { } date ? Clock.Truncate(new DateTimeOffset(date.ToDateTime(TimeOnly.MaxValue), TimeSpan.Zero)) : Parse(text);

    /// <summary>The text of a query, in which a plus that nobody has encoded arrives as a blank.</summary>
    public static string Query(string text) => text.Replace(' ', '+');

    /// <summary>The sum, or the end of time that lies on the way there: clients may name the first year and the last.</summary>
    public static DateTimeOffset Plus(this DateTimeOffset time, TimeSpan span)
    {
        var ticks = Int128.Clamp((Int128)time.UtcTicks + span.Ticks, DateTimeOffset.MinValue.UtcTicks, DateTimeOffset.MaxValue.UtcTicks);
        return new DateTimeOffset((long)ticks, TimeSpan.Zero);
    }

    [GeneratedRegex("^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\\.(?<fraction>[0-9]{1,20}))?(?<offset>[Zz]|[+-][0-9]{2}:[0-9]{2})\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rfc3339();
}
