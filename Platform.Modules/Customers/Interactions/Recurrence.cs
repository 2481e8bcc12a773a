using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Evaluation;
using NodaTime;
using Platform.Kernel.Data;
using Duration = Ical.Net.DataTypes.Duration;

namespace Platform.Customers.Interactions;

/// <summary>Rules by which something comes round, as RFC 5545 writes them.</summary>
internal static class Recurrence
{
    public const string Expected = "must be a rule of RFC 5545 that repeats daily or less often, and 1000 times at most where it counts, such as FREQ=WEEKLY;BYDAY=MO";
    private const int MaxLength = 500;
    private const int MaxTimes = 1000;
    private const int MaxListed = 100;

    // A rule such as the 30th of February never comes about, and is not looked for any longer than this.
    private static readonly EvaluationOptions Bounded = new() { MaxUnmatchedIncrementsLimit = 1000 };

    public const int MaxZone = 100;

    public static bool IsZone(string id) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) is not null;

    public static bool IsRule(string text) => Read(text) is not null;

    /// <summary>The times at which something that begins at a time, and lasts, touches a window.</summary>
    /// <remarks>The first time is one of them, also where the rule does not name it (RFC 5545, 3.8.2.4), and counts.</remarks>
    /// <param name="until">When it comes round for the last time; null for as long as the rule says.</param>
    /// <param name="zone">Where the rule's days and hours are meant; null for UTC.</param>
    public static IReadOnlyList<DateTimeOffset> Within(
        string rule, DateTimeOffset first, TimeSpan lasts, DateTimeOffset? until, DateTimeOffset from, DateTimeOffset to, string? zone = null)
    {
        if (Read(rule) is not { } read)
        {
            return [];
        }

        IEnumerable<DateTimeOffset> starts = [first];
        try
        {
            var series = Series(read);
            if (read.Count is { } count && series.GetOccurrences(At(first), Bounded).Take(1).All(o => o.Period.StartTime.AsUtc != first.UtcDateTime))
            {
                series = Series(new RecurrenceRule(rule) { Count = count - 1 });
            }

            starts = series.RecurrenceRule?.Count == 0 ? starts : starts.Union([.. series.GetOccurrences(At(from), Bounded).TakeWhileBefore(At(to)).Select(o => new DateTimeOffset(o.Period.StartTime.AsUtc, TimeSpan.Zero))]);
        }
        catch (Exception e) when (e is EvaluationException or ArgumentException or InvalidOperationException or OverflowException)
        {
            // A rule that never comes about, or not before the end of time.
        }

        return [.. starts.Where(start => start < to && start.Plus(lasts) > from && (until is null || start <= until))];

        CalendarEvent Series(RecurrenceRule of) => new() { Start = At(first, zone), Duration = Duration.FromSeconds((int)lasts.TotalSeconds), RecurrenceRule = of };
    }

    private static RecurrenceRule? Read(string text)
    {
        if (text.Length > MaxLength)
        {
            return null;
        }

        try
        {
            var rule = new RecurrenceRule(text);
            return rule.Frequency is FrequencyType.Daily or FrequencyType.Weekly or FrequencyType.Monthly or FrequencyType.Yearly && IsBounded(rule) ? rule : null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Several hours, minutes or seconds would make thousands of times a day of it.</summary>
    private static bool IsBounded(RecurrenceRule rule) => rule is { Count: null or <= MaxTimes, Interval: <= MaxTimes }
        && rule.ByHour.Count <= 1 && rule.ByMinute.Count <= 1 && rule.BySecond.Count <= 1
        && new[] { rule.ByDay.Count, rule.ByMonthDay.Count, rule.ByYearDay.Count, rule.ByWeekNo.Count, rule.ByMonth.Count, rule.BySetPosition.Count }.All(count => count <= MaxListed);

    private static CalDateTime At(DateTimeOffset time, string? zone = null) => zone is null
        ? new(time.UtcDateTime, hasTime: true)
        : new(Instant.FromDateTimeOffset(time).InZone(DateTimeZoneProviders.Tzdb[zone]).ToDateTimeUnspecified(), zone, hasTime: true);
}
