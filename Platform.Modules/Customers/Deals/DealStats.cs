using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Customers.Dictionaries;
using Platform.Customers.Pipelines;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Customers.Deals;

/// <summary>How a closed deal compares with the others of its organization.</summary>
/// <param name="DealsClosedThisPeriod">How many ended likewise since Monday, UTC.</param>
/// <param name="SalesCycleDays">Whole days from its making to its end.</param>
/// <param name="DealRankInQuarter">Of a deal that was won: its place by value among those of its currency won in the quarter of its end; 1 is the largest.</param>
/// <param name="LossReason">Why it was lost.</param>
public sealed record DealStatistics(
    decimal? DealValue, string? DealCurrency, string ClosureOutcome, DateTimeOffset ClosedAt, string? PipelineName, int DealsClosedThisPeriod, int SalesCycleDays,
    int? DealRankInQuarter, string? LossReason);

internal static class DealStats
{
    private static readonly Problem NotClosed = new(ProblemKind.Invalid, "Deal is not closed", Code: "DEAL_NOT_CLOSED");

    public static void Map(RouteGroupBuilder deal) =>
        deal.MapGet("/stats", ShowAsync).WithSummary("Show how a closed deal compares")
            .WithDescription("How long it took, how many ended likewise this week, and its place by value in its quarter. An open deal is refused.");

    private static async Task<Outcome<DealStatistics>> ShowAsync(PathId id, CrudContext context, CancellationToken cancellation)
    {
        var db = context.Db;
        if (await db.Set<Deal>().AsNoTracking().SingleOrDefaultAsync(d => d.Id == id.Value, cancellation) is not { } deal)
        {
            return Problem.NotFound("Deal");
        }

        if (deal is not { ClosureOutcome: { } outcome, ClosedAt: { } closed })
        {
            return NotClosed;
        }

        var alike = db.Set<Deal>().AsNoTracking().Where(d => d.OrganizationId == deal.OrganizationId && d.ClosureOutcome == outcome);
        var week = WeekOf(context.Clock.Now());
        var thisWeek = await alike.CountAsync(d => d.ClosedAt >= week, cancellation);
        var pipeline = deal.PipelineId is null ? null
            : await db.Set<Pipeline>().Where(p => p.Id == deal.PipelineId).Select(p => p.Name).SingleOrDefaultAsync(cancellation);
        var reason = deal.LossReasonId is null ? null
            : await db.Set<Choice>().Where(c => c.Id == deal.LossReasonId).Select(c => c.Label).SingleOrDefaultAsync(cancellation);
        context.Accesses.Record(context.Caller, DealResource.KindName, [deal.Id], AccessLog.ReadItem, AccessFields.Of<DealStatistics>());
        return new DealStatistics(
            deal.ValueAmount, deal.ValueCurrency, outcome, closed, pipeline, thisWeek, Math.Max(0, (closed - deal.CreatedAt).Days),
            outcome == DealClosure.Won && deal.ValueAmount is not null ? await RankAsync(alike, deal, closed, cancellation) : null, reason);
    }

    private static async Task<int> RankAsync(IQueryable<Deal> won, Deal deal, DateTimeOffset closed, CancellationToken cancellation)
    {
        var (from, to) = QuarterOf(closed);
        return 1 + await won.CountAsync(
            d => d.ClosedAt >= from && d.ClosedAt < to && d.ValueCurrency == deal.ValueCurrency && d.ValueAmount > deal.ValueAmount, cancellation);
    }

    /// <summary>The Monday on which the week began.</summary>
    internal static DateTimeOffset WeekOf(DateTimeOffset time) =>
        new(time.UtcDateTime.Date.AddDays(-(((int)time.UtcDateTime.DayOfWeek + 6) % 7)), TimeSpan.Zero);

    internal static (DateTimeOffset From, DateTimeOffset To) QuarterOf(DateTimeOffset time)
    {
        var from = new DateTimeOffset(time.UtcDateTime.Year, ((time.UtcDateTime.Month - 1) / 3 * 3) + 1, 1, 0, 0, 0, TimeSpan.Zero);
        return (from, from.AddMonths(3));
    }
}
