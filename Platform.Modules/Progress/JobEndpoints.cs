using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Jobs;

namespace Platform.Progress;

/// <summary>A job that the client does itself and reports on here.</summary>
/// <param name="Cancellable">Whether people may ask for it to stop; false when left out.</param>
[ValidatableType]
public sealed record NewClientJob(
    [property: Needed, Text(1, 100)] string? JobType,
    [property: Needed, Text(1, JobTable.MaxName)] string? Name,
    [property: Text(0, JobTable.MaxDescription, Lines = true)] string? Description,
    bool? Cancellable,
    [property: Range(0, long.MaxValue)] long? TotalCount,
    Guid? ParentJobId,
    Json? Meta);

/// <summary>How far the work is; what is left out stays. A report also says that the client is still at it.</summary>
/// <param name="Status"><c>running</c>, or what it came to: <c>completed</c>, <c>failed</c> or <c>cancelled</c>.</param>
[ValidatableType]
public sealed record JobReport(
    [property: OneOf(JobStatus.Running, JobStatus.Completed, JobStatus.Failed, JobStatus.Cancelled)] string? Status,
    [property: Range(0, long.MaxValue)] long? ProcessedCount,
    [property: Range(0, long.MaxValue)] long? TotalCount,
    [property: Range(0, 100)] int? ProgressPercent,
    [property: Range(0, int.MaxValue)] int? EtaSeconds,
    [property: Text(0, JobTable.MaxError, Lines = true)] string? ErrorMessage,
    Json? Meta,
    Json? ResultSummary);

internal sealed record JobCreated(Guid Id);

/// <summary>Starting, reporting on and cancelling jobs. Whatever changes a job holds its row, so that of two ends one counts.</summary>
internal static class JobEndpoints
{
    private const string What = "Job";
    private const string JobKind = "progress.job";

    public static void Map(RouteGroupBuilder progress)
    {
        var jobs = progress.MapGroup("/jobs");
        jobs.MapPost("", Create).Requires(ProgressModule.Create).Creates().WithSummary("Start a job that you report on");
        jobs.MapGet("/{id:guid}", Read).WithSummary("Read a job");
        jobs.MapPut("/{id:guid}", Report).Requires(ProgressModule.Update).WithSummary("Report on a job")
            .WithDescription("Without a report for 60 seconds a running job has failed. A job that is over ignores reports.");
        jobs.MapDelete("/{id:guid}", Cancel).Requires(ProgressModule.Cancel).WithSummary("Cancel a job")
            .WithDescription("What has not begun is over at once; what runs is asked to stop.");
    }

    private static async Task<Outcome<JobDetail>> Read(Guid id, PlatformDb db, TimeProvider clock, CancellationToken cancellation) =>
        await db.Set<Job>().AsNoTracking().SingleOrDefaultAsync(j => j.Id == id, cancellation) is { } job
            ? JobDetail.Of(job, clock.Now())
            : Problem.NotFound(What);

    private static async Task<Outcome<JobCreated>> Create(NewClientJob input, Caller caller, PlatformDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (input.ParentJobId is { } parent && !await db.Set<Job>().AnyAsync(j => j.Id == parent, cancellation))
        {
            return Problem.NotFound("Parent job");
        }

        var now = clock.Now();
        var job = new Job
        {
            TenantId = caller.TenantId, OrganizationId = caller.OrganizationId, UserId = caller.UserId ?? Guid.Empty, ParentId = input.ParentJobId,
            Kind = input.JobType!, Name = input.Name, Description = input.Description, IsExternal = true, IsCancellable = input.Cancellable ?? false,
            Status = JobStatus.Queued, Total = input.TotalCount ?? 0, Meta = input.Meta, CreatedAt = now, UpdatedAt = now,
        };
        db.Add(job);
        JobEvents.Raise(db, job, JobEvents.Created);
        await db.SaveChangesAsync(cancellation);
        return new JobCreated(job.Id);
    }

    private static async Task<Outcome<JobDetail>> Report(Guid id, JobReport input, PlatformDb db, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        await using var change = await changes.BeginAsync("progress.jobs.report", cancellation);
        if (await HoldAsync(db, id, cancellation) is not { } job)
        {
            return Problem.NotFound(What);
        }

        if (!job.IsExternal)
        {
            return new Problem(ProblemKind.Conflict, "The platform does this job itself");
        }

        if (!job.IsOver)
        {
            Apply(job, input, db, clock.Now());
            if (await change.Describe("Report on job", JobKind, job.Id).CommitAsync(cancellation) is { } late)
            {
                return late;
            }
        }

        return JobDetail.Of(job, clock.Now());
    }

    private static async Task<IResult> Cancel(Guid id, PlatformDb db, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        await using var change = await changes.BeginAsync("progress.jobs.cancel", cancellation);
        if (await HoldAsync(db, id, cancellation) is not { } job)
        {
            return (Outcome<Nothing>)Problem.NotFound(What);
        }

        if (!job.IsOver)
        {
            if (!job.IsCancellable)
            {
                return (Outcome<Nothing>)new Problem(ProblemKind.Conflict, "The job cannot be cancelled");
            }

            var begun = job.CancelRequestedAt is null;
            job.Cancel(clock.Now());
            if (begun)
            {
                JobEvents.Raise(db, job, job.IsOver ? JobEvents.Cancelled : JobEvents.Updated);
            }

            if (await change.Describe("Cancel job", JobKind, job.Id).CommitAsync(cancellation) is { } late)
            {
                return (Outcome<Nothing>)late;
            }
        }

        return Results.NoContent();
    }

    private static void Apply(Job job, JobReport report, PlatformDb db, DateTimeOffset now)
    {
        var begins = job.Status == JobStatus.Queued;
        job.Start(now);
        job.HeartbeatAt = job.UpdatedAt = now;
        job.Done = report.ProcessedCount ?? job.Done;
        job.Total = report.TotalCount ?? job.Total;
        job.Percent = report.ProgressPercent ?? job.Percent;
        job.EtaSeconds = report.EtaSeconds ?? job.EtaSeconds;
        job.Failure = report.ErrorMessage ?? job.Failure;
        job.Meta = report.Meta ?? job.Meta;
        job.Summary = report.ResultSummary ?? job.Summary;
        if (begins)
        {
            JobEvents.Raise(db, job, JobEvents.Started);
        }

        if (report.Status is { } status and not JobStatus.Running)
        {
            job.Finish(status, now);
            JobEvents.Raise(db, job, JobEvents.Of(status));
        }
        else if (!begins)
        {
            JobEvents.Raise(db, job, JobEvents.Updated);
        }
    }

    /// <summary>The job, locked until the transaction ends; the filters of tenant and organization hold here too.</summary>
    private static Task<Job?> HoldAsync(PlatformDb db, Guid id, CancellationToken cancellation) =>
        db.Set<Job>().FromSql($"SELECT * FROM jobs.jobs WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync(cancellation);
}
