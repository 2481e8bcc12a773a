using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Jobs;
using Platform.Kernel.Text;

namespace Platform.Progress;

/// <summary>Which jobs to list.</summary>
/// <param name="Status">One or more states, separated by commas.</param>
/// <param name="IncludeCompleted">Without it, and without a state, what is over is left out.</param>
/// <param name="CompletedSince">Of what is over, only what ended then or later.</param>
[ValidatableType]
public sealed record JobQuery(
    [property: FromQuery(Name = "status"), MaxLength(200), OneOf("pending", JobStatus.Queued, JobStatus.Running, JobStatus.Completed, JobStatus.Failed, JobStatus.Cancelled, InQuery = true, Many = true)] string? Status,
    [property: FromQuery(Name = "jobType"), MaxLength(100)] string? JobType,
    [property: FromQuery(Name = "parentJobId")] Guid? ParentJobId,
    [property: FromQuery(Name = "includeCompleted")] bool? IncludeCompleted,
    [property: FromQuery(Name = "completedSince"), Time, MaxLength(50)] string? CompletedSince,
    [property: FromQuery(Name = "page"), Range(1, 1_000_000)] int? Page,
    [property: FromQuery(Name = "pageSize"), Range(1, 100)] int? PageSize,
    [property: FromQuery(Name = "search"), MaxLength(200)] string? Search,
    [property: FromQuery(Name = "sortField"), OneOf("createdAt", "name", "jobType", "status", "startedAt", "finishedAt", InQuery = true)] string? SortField,
    [property: FromQuery(Name = "sortDir"), OneOf("asc", "desc", InQuery = true, IgnoreCase = true)] string? SortDir,
    [property: FromQuery(Name = "ids"), MaxLength(8000)] string? Ids);

internal sealed record JobPage(IReadOnlyList<JobView> Items, long Total, int Page, int PageSize, long TotalPages);

/// <summary>What goes on, and what has just ended.</summary>
internal sealed record ActiveJobs(IReadOnlyList<JobView> Active, IReadOnlyList<JobView> RecentlyCompleted);

/// <summary>Jobs of the caller's tenant and organizations.</summary>
internal static class JobList
{
    private const int DefaultPageSize = 50;
    private const int MaxActive = 100;
    private const int MaxRecent = 10;
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);
    private static readonly string[] Open = [JobStatus.Queued, JobStatus.Running];

    public static void Map(RouteGroupBuilder progress)
    {
        progress.MapGet("/jobs", List).WithSummary("List jobs");
        progress.MapGet("/active", Active).WithSummary("List jobs that go on, and those that have just ended");
    }

    private static async Task<Outcome<JobPage>> List([AsParameters] JobQuery query, PlatformDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var (page, size) = (query.Page ?? 1, query.PageSize ?? DefaultPageSize);
        var found = Find(db.Set<Job>().AsNoTracking(), query);
        var jobs = await Sort(found, query).Skip((page - 1) * size).Take(size).ToListAsync(cancellation);
        var total = page == 1 && jobs.Count < size ? jobs.Count : await found.LongCountAsync(cancellation);
        var now = clock.Now();
        return new JobPage([.. jobs.Select(j => JobView.Of(j, now))], total, page, size, (total + size - 1) / size);
    }

    private static async Task<Outcome<ActiveJobs>> Active(PlatformDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.Now();
        var since = now - Recent;
        var jobs = db.Set<Job>().AsNoTracking();
        var active = await jobs.Where(j => Open.Contains(j.Status)).OrderByDescending(j => j.CreatedAt).ThenBy(j => j.Id).Take(MaxActive).ToListAsync(cancellation);
        var recent = await jobs.Where(j => j.FinishedAt >= since).OrderByDescending(j => j.FinishedAt).ThenBy(j => j.Id).Take(MaxRecent).ToListAsync(cancellation);
        return new ActiveJobs([.. active.Select(j => JobView.Of(j, now))], [.. recent.Select(j => JobView.Of(j, now))]);
    }

    private static IQueryable<Job> Find(IQueryable<Job> jobs, JobQuery query)
    {
        if (query.Status is { Length: > 0 } text)
        {
            var states = ValueList.First(text).ConvertAll(s => s == "pending" ? JobStatus.Queued : s);
            jobs = jobs.Where(j => states.Contains(j.Status));
        }
        else if (query.IncludeCompleted != true && query.CompletedSince is null or "")
        {
            jobs = jobs.Where(j => Open.Contains(j.Status));
        }

        if (query.CompletedSince is { Length: > 0 } since)
        {
            var utc = Times.ParseStart(Times.Query(since));
            jobs = jobs.Where(j => j.FinishedAt == null || j.FinishedAt >= utc);
        }

        if (query.Search is { Length: > 0 } search)
        {
            var pattern = Like.Containing(search);
            jobs = jobs.Where(j => EF.Functions.Like(FoldedText.Column(j.Name ?? j.Kind), pattern, Like.Escape) || EF.Functions.Like(FoldedText.Column(j.Description ?? ""), pattern, Like.Escape));
        }

        jobs = query.JobType is { Length: > 0 } kind ? jobs.Where(j => j.Kind == kind) : jobs;
        jobs = query.ParentJobId is { } parent ? jobs.Where(j => j.ParentId == parent) : jobs;
        var ids = query.Ids is { } list ? ValueList.First(list).Select(i => Guid.TryParse(i, out var id) ? id : (Guid?)null).OfType<Guid>().ToList() : null;
        return ids is { Count: > 0 } ? jobs.Where(j => ids.Contains(j.Id)) : jobs;
    }

    private static IOrderedQueryable<Job> Sort(IQueryable<Job> jobs, JobQuery query)
    {
        var ascending = string.Equals(query.SortDir, "asc", StringComparison.OrdinalIgnoreCase);
        var sorted = query.SortField switch
        {
            "name" => ascending ? jobs.OrderBy(j => j.Name ?? j.Kind) : jobs.OrderByDescending(j => j.Name ?? j.Kind),
            "jobType" => ascending ? jobs.OrderBy(j => j.Kind) : jobs.OrderByDescending(j => j.Kind),
            "status" => ascending ? jobs.OrderBy(j => j.Status) : jobs.OrderByDescending(j => j.Status),
            "startedAt" => ascending ? jobs.OrderBy(j => j.StartedAt) : jobs.OrderByDescending(j => j.StartedAt),
            "finishedAt" => ascending ? jobs.OrderBy(j => j.FinishedAt) : jobs.OrderByDescending(j => j.FinishedAt),
            _ => ascending ? jobs.OrderBy(j => j.CreatedAt) : jobs.OrderByDescending(j => j.CreatedAt),
        };
        return sorted.ThenBy(j => j.Id);
    }
}
