using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Security;

namespace Platform.Customers.Interactions;

/// <summary>Something planned that takes the same time.</summary>
/// <param name="Title">Null where the caller must not see what it is.</param>
public sealed record ConflictView(string Id, string? Title, DateTimeOffset StartTime, DateTimeOffset EndTime, string Type);

public sealed record ConflictResult(bool HasConflicts, IReadOnlyList<ConflictView> Conflicts);

public sealed record ConflictAnswer(bool Ok, ConflictResult Result);

/// <summary>Whether somebody has planned something else for a time, once or again and again.</summary>
internal static class Conflicts
{
    private const int Most = 100;
    private const int MaxSeries = 2000;
    private const int MaxOffset = 14 * 60;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly Problem TooMuch = new(ProblemKind.Unprocessable, "Too much comes round again and again to look through all of it");

    public static void Map(RouteGroupBuilder group) => group.MapGet("/interactions/conflicts", Find).Requires("customers.interactions.view")
        .WithSummary("Find what is planned for the same time")
        .WithDescription("What one owns, has written down for nobody else, or takes part in. Meetings and calls without a duration take half an hour, whatever else has none takes no time.")
        .TakesQuery(
            new QueryParameter("date", "The local day, such as 2030-05-06; required") { Format = "date" }, new QueryParameter("startTime", "The local time, such as 09:30; required") { Format = "time" },
            new QueryParameter("duration", "Minutes; required", IsNumber: true), QueryParameter.Id("excludeId", "The interaction that is being moved"),
            QueryParameter.Id("userId", "Whose time; the caller's unless another is named"),
            new QueryParameter("timezoneOffsetMinutes", "What has to be added to the local time for UTC, such as -120", IsNumber: true));

    private static async Task<Outcome<ConflictAnswer>> Find(HttpContext http, PlatformDb db, Caller caller, Secrets secrets, CancellationToken cancellation)
    {
        var query = new QueryReader(http.Request.Query);
        var date = query.Date("date");
        var clock = TimeOnly.TryParseExact(query.Text("startTime"), ["HH:mm", "HH:mm:ss"], out var time) ? time : (TimeOnly?)null;
        if (date is null)
        {
            query.Refuse("date", $"must be {Times.ExpectedDate}");
        }

        if (clock is null)
        {
            query.Refuse("startTime", "must be a time such as 09:30");
        }

        var minutes = query.Number("duration", 1, TimelineResource.MaxDuration, 0);
        if (query.Text("duration") is null)
        {
            query.Refuse("duration", "is required");
        }

        var offset = int.TryParse(query.Text("timezoneOffsetMinutes") ?? "0", System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var shift)
            && Math.Abs(shift) <= MaxOffset ? shift : (int?)null;
        if (offset is null)
        {
            query.Refuse("timezoneOffsetMinutes", $"must be a whole number from -{MaxOffset} to {MaxOffset}");
        }

        var (without, user) = (query.Id("excludeId"), query.Id("userId") ?? caller.UserId);
        if (query.Problem is { } problem)
        {
            return problem;
        }

        var from = new DateTimeOffset(date!.Value.ToDateTime(clock!.Value), TimeSpan.Zero).Plus(TimeSpan.FromMinutes(offset!.Value));
        var to = from.Plus(TimeSpan.FromMinutes(minutes));
        var planned = await PlannedAsync(db, user, without, from, to, cancellation);
        var vault = await secrets.OfTenantAsync(db, cancellation);
        var (conflicts, started) = (new List<ConflictView>(), Stopwatch.GetTimestamp());
        foreach (var interaction in planned)
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                return TooMuch;
            }

            conflicts.AddRange(Occurrences(interaction, from, to).Select(start => View(interaction, start)));
        }

        conflicts = [.. conflicts.OrderBy(c => c.StartTime).Take(Most)];
        return new ConflictAnswer(true, new ConflictResult(conflicts.Count > 0, conflicts));

        ConflictView View(Interaction i, DateTimeOffset start) => new(
            i.Id.ToString(), i.IsSeenBy(caller.UserId) ? vault.Read(i.Title) : null, start, start.Plus(Lasts(i)), i.InteractionType);
    }

    /// <summary>What may be in the window: what begins early enough to reach into it, and whatever comes round.</summary>
    private static Task<List<Interaction>> PlannedAsync(PlatformDb db, Guid? user, Guid? without, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        var earliest = from.Plus(TimeSpan.FromMinutes(-TimelineResource.MaxDuration));
        var planned = db.Set<Interaction>().AsNoTracking().Where(i => i.Status == Interaction.Planned && i.ScheduledAt < to && i.Id != without);
        if (user is { } id)
        {
            var partaking = JsonSerializer.Serialize(new[] { new { userId = id } });
            planned = planned.Where(i => i.OwnerUserId == id || (i.OwnerUserId == null && i.AuthorUserId == id) || EF.Functions.JsonContains(i.Participants!, partaking));
        }

        var once = planned.Where(i => i.RecurrenceRule == null && i.ScheduledAt > earliest);
        var series = planned.Where(i => i.RecurrenceRule != null && (i.RecurrenceEnd == null || i.RecurrenceEnd > earliest));
        return once.Concat(series).OrderByDescending(i => i.ScheduledAt).Take(MaxSeries).ToListAsync(cancellation);
    }

    private static IReadOnlyList<DateTimeOffset> Occurrences(Interaction planned, DateTimeOffset from, DateTimeOffset to)
    {
        var (start, lasts) = (planned.ScheduledAt!.Value, Lasts(planned));
        return lasts == TimeSpan.Zero
            ? []
            : planned.RecurrenceRule is { } rule
                ? Recurrence.Within(rule, start, lasts, planned.RecurrenceEnd, from, to, planned.Timezone)
                : start < to && start.Plus(lasts) > from ? [start] : [];
    }

    private static TimeSpan Lasts(Interaction planned) => planned switch
    {
        { AllDay: true } => TimeSpan.FromDays(1),
        { DurationMinutes: { } minutes } => TimeSpan.FromMinutes(minutes),
        { InteractionType: "meeting" or "call" } => TimeSpan.FromMinutes(30),
        _ => TimeSpan.Zero,
    };
}
