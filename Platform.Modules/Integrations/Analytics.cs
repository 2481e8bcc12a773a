using Microsoft.EntityFrameworkCore;
using Platform.Integrations.Contracts;
using Platform.Kernel.Access;
using Platform.Kernel.Data;

namespace Platform.Integrations;

/// <summary>How busy an integration was within the last 30 days, counted from its log.</summary>
/// <param name="ErrorRate">Errors among all lines, 0 to 1.</param>
/// <param name="DailyCounts">Lines a day, the oldest first, today last.</param>
internal sealed record IntegrationAnalytics(DateTimeOffset? LastActivityAt, int TotalCount, int ErrorCount, double ErrorRate, IReadOnlyList<int> DailyCounts)
{
    private const int Days = 30;
    private static readonly IntegrationAnalytics Quiet = new(null, 0, 0, 0, new int[Days]);

    /// <summary>Of every integration of the organization, in one query.</summary>
    public static async Task<Func<string, IntegrationAnalytics>> ReadAsync(PlatformDb db, Caller caller, DateTimeOffset now, CancellationToken cancellation)
    {
        var first = DateOnly.FromDateTime(now.UtcDateTime).AddDays(1 - Days);
        var since = new DateTimeOffset(first.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var days = await db.Set<IntegrationLog>().AsNoTracking()
            .Where(l => l.OrganizationId == caller.OrganizationId && l.CreatedAt >= since)
            .GroupBy(l => new { l.IntegrationId, l.Day })
            .Select(g => new { g.Key.IntegrationId, g.Key.Day, Lines = g.Count(), Errors = g.Count(l => l.Level == IntegrationLogs.Error), Last = g.Max(l => l.CreatedAt) })
            .ToListAsync(cancellation);
        var byId = days.GroupBy(d => d.IntegrationId).ToDictionary(g => g.Key, g =>
        {
            var counts = new int[Days];
            foreach (var day in g.Where(d => d.Day >= first && d.Day < first.AddDays(Days)))
            {
                counts[day.Day.DayNumber - first.DayNumber] = day.Lines;
            }

            var (total, errors) = (g.Sum(d => d.Lines), g.Sum(d => d.Errors));
            return new IntegrationAnalytics(g.Max(d => d.Last), total, errors, Math.Round((double)errors / total, 4), counts);
        });
        return id => byId.GetValueOrDefault(id, Quiet);
    }
}
