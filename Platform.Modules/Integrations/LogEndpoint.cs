using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Integrations;

/// <summary>Which lines to list.</summary>
[ValidatableType]
public sealed record LogQuery(
    [property: FromQuery(Name = "integrationId"), MaxLength(100)] string? IntegrationId,
    [property: FromQuery(Name = "level"), OneOf("info", "warning", "error", InQuery = true)] string? Level,
    [property: FromQuery(Name = "runId")] Guid? RunId,
    [property: FromQuery(Name = "page"), Range(1, 1_000_000)] int? Page,
    [property: FromQuery(Name = "pageSize"), Range(1, 100)] int? PageSize);

internal sealed record LogLine(Guid Id, string IntegrationId, string Level, string Message, string? Code, Guid? RunId, DateTimeOffset CreatedAt);

internal sealed record LogPage(IReadOnlyList<LogLine> Items, long Total, int Page, int PageSize, long TotalPages);

/// <summary>What integrations did, the newest first; kept for 90 days.</summary>
internal static class LogEndpoint
{
    private const int DefaultPageSize = 50;

    public static void Map(RouteGroupBuilder integrations) =>
        integrations.MapGet("/logs", List).Requires(IntegrationsModule.Manage).WithSummary("List what integrations did");

    private static async Task<Outcome<LogPage>> List([AsParameters] LogQuery query, PlatformDb db, Caller caller, CancellationToken cancellation)
    {
        var found = db.Set<IntegrationLog>().AsNoTracking().Where(l => l.OrganizationId == caller.OrganizationId);
        found = query.IntegrationId is { Length: > 0 } integration ? found.Where(l => l.IntegrationId == integration) : found;
        found = query.Level is { Length: > 0 } level ? found.Where(l => l.Level == level) : found;
        found = query.RunId is { } run ? found.Where(l => l.RunId == run) : found;
        var (page, size) = (query.Page ?? 1, query.PageSize ?? DefaultPageSize);
        var lines = await found.OrderByDescending(l => l.CreatedAt).ThenByDescending(l => l.Id).Skip((page - 1) * size).Take(size)
            .Select(l => new LogLine(l.Id, l.IntegrationId, l.Level, l.Message, l.Code, l.RunId, l.CreatedAt)).ToListAsync(cancellation);
        var total = page == 1 && lines.Count < size ? lines.Count : await found.LongCountAsync(cancellation);
        return new LogPage(lines, total, page, size, (total + size - 1) / size);
    }
}
