using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Jobs;
using Platform.Kernel.Search;

namespace Platform.QueryIndex;

/// <summary>Names the entity whose index is meant, such as <c>auth:user</c>.</summary>
[ValidatableType]
public sealed record IndexRequest([property: Needed, Text(1, 100)] string? EntityType);

/// <param name="JobId">Follow it under <c>/api/progress/jobs/{id}</c>.</param>
public sealed record IndexStarted(bool Ok, Guid JobId);

public sealed record IndexJobView(
    string Status, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, DateTimeOffset? HeartbeatAt, long? ProcessedCount, long? TotalCount, string? Scope);

/// <param name="Ok">Whether every record has a document.</param>
public sealed record IndexView(string EntityId, string Label, long? BaseCount, long? IndexCount, long? VectorCount, bool Ok, IndexJobView Job);

public sealed record IndexError(
    Guid Id, string Source, string Handler, string? EntityType, string? RecordId, Guid? TenantId, Guid? OrganizationId, string Message, string? Stack, string? Payload, DateTimeOffset OccurredAt);

public sealed record IndexLog(
    Guid Id, string Source, string Handler, string Level, string? EntityType, string? RecordId, Guid? TenantId, Guid? OrganizationId, string Message, string? Details, DateTimeOffset OccurredAt);

public sealed record IndexStatus(IReadOnlyList<IndexView> Items, IReadOnlyList<IndexError> Errors, IReadOnlyList<IndexLog> Logs);

/// <summary>The search index as administrators see it.</summary>
internal static class IndexEndpoints
{
    private const int MaxShown = 50;
    private const string Source = "query_index";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost("/reindex", Reindex).Requires("query_index.reindex").WithSummary("Build the index of an entity anew").WithDescription("Runs as a job. Searches stay right meanwhile.");
        group.MapPost("/purge", Purge).Requires("query_index.purge").WithSummary("Empty the index of an entity")
            .WithDescription("Runs as a job. Until the entity is indexed again, encrypted fields are not found by searches.");
        group.MapGet("/status", Status).Requires("query_index.status.view").WithSummary("See how complete the index is");
    }

    private static Task<Outcome<IndexStarted>> Reindex(
        IndexRequest request, PlatformDb db, Caller caller, IEnumerable<IIndexedRows> indexed, TimeProvider clock, CancellationToken cancellation) =>
        StartAsync(ReindexJob.JobKind, "Reindex", request, db, caller, indexed, clock, cancellation);

    private static Task<Outcome<IndexStarted>> Purge(
        IndexRequest request, PlatformDb db, Caller caller, IEnumerable<IIndexedRows> indexed, TimeProvider clock, CancellationToken cancellation) =>
        StartAsync(PurgeJob.JobKind, "Purge", request, db, caller, indexed, clock, cancellation);

    private static async Task<Outcome<IndexStarted>> StartAsync(
        string kind, string verb, IndexRequest request, PlatformDb db, Caller caller, IEnumerable<IIndexedRows> indexed, TimeProvider clock, CancellationToken cancellation)
    {
        var entity = request.EntityType!;
        if (await IndexedRows.FindAsync(indexed, db, entity, cancellation) is null)
        {
            return new Problem(ProblemKind.Invalid, "entityType is not indexed", Fields: new Dictionary<string, string[]> { ["entityType"] = ["is not indexed"] });
        }

        var job = new NewJob(kind, Json.From(new IndexInput(entity)), $"{verb} {entity}");
        var id = db.StartJob(job, caller.TenantId, caller.OrganizationId, caller.UserId, clock.Now());
        await db.SaveChangesAsync(cancellation);
        return new IndexStarted(true, id);
    }

    private static async Task<Outcome<IndexStatus>> Status(PlatformDb db, Caller caller, IEnumerable<IIndexedRows> indexed, CancellationToken cancellation)
    {
        var documents = await db.Set<IndexDocument>().GroupBy(d => d.EntityType).Select(g => new { g.Key, Count = g.LongCount() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellation);
        var jobs = await db.Set<Job>().IgnoreQueryFilters([PlatformDb.OwnerFilter]).AsNoTracking()
            .Where(j => j.Kind == ReindexJob.JobKind || j.Kind == PurgeJob.JobKind).OrderByDescending(j => j.CreatedAt).Take(MaxShown).ToListAsync(cancellation);
        var items = new List<IndexView>();
        foreach (var (entity, rows) in await IndexedRows.AllAsync(indexed, db, cancellation))
        {
            var (count, known) = (await rows.CountAsync(db, entity.EntityId, cancellation), documents.GetValueOrDefault(entity.EntityId));
            items.Add(new IndexView(entity.EntityId, entity.Label, count, known, null, known >= count, View(jobs.Find(j => EntityOf(j) == entity.EntityId))));
        }

        return new IndexStatus(items,
            [.. jobs.Where(j => j.Error is not null).Select(j => new IndexError(
                j.Id, Source, j.Kind, EntityOf(j), null, caller.TenantId, null, j.Error!, null, null, j.FinishedAt ?? j.UpdatedAt))],
            [.. jobs.Select(j => new IndexLog(
                j.Id, Source, j.Kind, j.Error is null ? "info" : "error", EntityOf(j), null, caller.TenantId, null, $"{j.Name}: {j.Status}", null, j.UpdatedAt))]);
    }

    private static IndexJobView View(Job? job) => job is null
        ? new IndexJobView("idle", null, null, null, null, null, null)
        : new IndexJobView(job.Status, job.StartedAt, job.FinishedAt, job.HeartbeatAt, job.Done, job.Total, null);

    private static string? EntityOf(Job job) => JsonSerializer.Deserialize<IndexInput>(job.Input.ToString())?.EntityType;
}
