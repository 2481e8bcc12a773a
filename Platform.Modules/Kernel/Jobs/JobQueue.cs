using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Platform.Kernel.Data;
using Platform.Kernel.Events;

namespace Platform.Kernel.Jobs;

/// <summary>A job to start: its kind, what it gets, and how people read it.</summary>
/// <param name="Name">The kind when left out.</param>
internal sealed record NewJob(string Kind, Json Input, string? Name = null, bool IsCancellable = true);

/// <summary>Queues work within the caller's transaction: it runs if and only if that commits.</summary>
internal static class JobQueue
{
    public const string SubjectPrefix = "jobs.";
    public const string DeadPrefix = "dead.jobs.";

    /// <summary>Each message leaves the stream when its job is over.</summary>
    public static readonly StreamSpec Stream = new("JOBS", TimeSpan.FromDays(7), ["jobs.>"], WorkQueue: true);

    public static readonly StreamSpec DeadStream = new("JOBS_DEAD", TimeSpan.FromDays(30), ["dead.jobs.>"]);

    /// <summary>Adds a job to what the context saves next; people follow it under <c>/api/progress/jobs</c>.</summary>
    /// <param name="userId">Who asks for it; null when no user does.</param>
    /// <returns>The job's id.</returns>
    public static Guid StartJob(this PlatformDb db, NewJob job, Guid tenantId, Guid? organizationId, Guid? userId, DateTimeOffset now)
    {
        var row = new Job
        {
            TenantId = tenantId, OrganizationId = organizationId, UserId = userId ?? Guid.Empty, Kind = job.Kind, Name = job.Name, Input = job.Input,
            IsCancellable = job.IsCancellable, Status = JobStatus.Queued, CreatedAt = now, UpdatedAt = now,
        };
        db.Add(row);
        db.Add(Outbox.Message(SubjectPrefix + job.Kind, Message(row.Id)));
        JobEvents.Raise(db, row, JobEvents.Created);
        return row.Id;
    }

    /// <summary>The same as commands of a batch, for what belongs to a user alone.</summary>
    public static void Enqueue(this NpgsqlBatch batch, Guid id, string kind, Scope owner, Json input, DateTimeOffset now)
    {
        batch.BatchCommands.Add(new("""
            INSERT INTO jobs.jobs (id, tenant_id, user_id, kind, input, status, total, done, result, attempts, is_cancellable, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, 'queued', 0, 0, '{}', 0, false, $6, $6)
            """)
        {
            Parameters =
            {
                new() { Value = id }, new() { Value = owner.TenantId }, new() { Value = owner.UserId }, new() { Value = kind },
                new() { Value = input.ToString(), NpgsqlDbType = NpgsqlDbType.Json }, new() { Value = now.UtcDateTime },
            },
        });
        batch.BatchCommands.Add(Outbox.Command(SubjectPrefix + kind, Message(id)));
    }

    private static byte[] Message(Guid id) => JsonSerializer.SerializeToUtf8Bytes(new JobMessage(id));
}

/// <summary>What the queue carries; everything else is in the job's row.</summary>
internal sealed record JobMessage(Guid JobId);
